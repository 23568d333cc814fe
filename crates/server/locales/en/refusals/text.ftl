# What is said when a rule of “text” says no
text-missing = This field is empty.
    .title = Please fill this in
    .next = Fill it in and submit again.
text-too-long = At most { $characters_max } characters; these are { $characters }.
    .title = Too long
    .next = Make it shorter.
text-too-short = At least { $characters_min } characters; these are { $characters }.
    .title = Too short
    .next = Write a little more.
text-unprintable = The text contains an invisible character, perhaps from pasting.
    .title = An invisible character
    .next = Delete it and type it by hand.
text-not-allowed = This field cannot contain “{ $character }”.
    .title = A character that cannot be used
    .next = Take it out.
