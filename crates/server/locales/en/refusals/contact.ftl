# Phones and e-mail addresses: what is said when a rule says no
contact-taken = This contact belongs to another account.
    .title = It has an account
    .next = Log in to that account with it, or choose another contact if it wasn’t you.
contact-unchanged = This is the present contact.
    .title = Nothing changed
    .next = Enter the new one.
contact-old-unproven = Before it changes, a code that went to the present contact must prove that it is you.
    .title = Not proven yet
    .next = Enter the code that went to your present phone or e-mail address.
