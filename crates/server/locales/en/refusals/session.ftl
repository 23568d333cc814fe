# What is said when a rule of “session” says no
session-idle = You were away for a while, so you were logged out to be safe.
    .title = Please log in again
    .next = Log in again. You will come back to this page.
session-over = This login has come to its end.
    .title = Please log in again
    .next = Log in again. You will come back to this page.
session-step-up-needed = This step is about important data, so we need to be sure that it is you.
    .title = Please confirm that it is you
    .next = Enter your password; with two-step verification a code does as well.
