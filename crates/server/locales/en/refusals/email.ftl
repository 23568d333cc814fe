# What is said when a rule of “email” says no
email-missing = The e-mail address is missing.
    .title = Please enter an address
    .next = Enter one that you use. A mobile number alone will do as well.
email-too-long = An e-mail address has at most { $characters_max } characters.
    .title = The address is too long
    .next = Check for something extra in it, or use another one.
email-wrong-form = An e-mail address looks like name@example.cn.
    .title = The address is incomplete
    .next = Check both sides of the @.
email-not-allowed = An e-mail address cannot contain “{ $character }”.
    .title = A character too many
    .next = Check it and enter it again.
