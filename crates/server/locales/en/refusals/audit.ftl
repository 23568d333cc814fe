# What is said when a rule of “audit” says no
audit-reason-missing = This is written into the record, and needs a reason.
    .title = Please give a reason
    .next = Write a sentence or two and submit again.
audit-reason-too-long = A reason has at most { $characters_max } characters.
    .title = The reason is too long
    .next = Make it shorter. Details can go into an attachment.
