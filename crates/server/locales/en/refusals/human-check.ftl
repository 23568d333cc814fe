# What is said when a rule of “human-check” says no
human-check-needed = To keep machines out, this step needs a check.
    .title = Please show that you are human
    .next = Wait until the check on the page is done. If it does not run, type the digits of the picture, or listen to them.
human-check-wrong = The digits were wrong, or the check was not finished.
    .title = The check failed
    .next = Try another picture. If it is hard to read, listen to the digits.
human-check-expired = This check has expired.
    .title = The check has expired
    .next = Reload the page and do it again.
human-check-other-action = This check was made for another step.
    .title = The check was for something else
    .next = Reload the page and do it again.
human-check-used = Every check counts once, and this one was used.
    .title = The check was used
    .next = Reload the page and do it again.
