# What is said when a rule of “volunteer” says no
volunteer-cause-said = { $cause ->
    [mismatch] name and number do not belong together
    [unknown-number] the number is not known
    [turned-down] the check by hand was not passed
   *[other] { $cause }
}
volunteer-guardian-consent-under-14 = Whoever registers is { $age }. Below 14, a guardian’s consent comes first.
    .title = A guardian’s consent is needed
    .next = Let a guardian log in, or give consent at the organisation. Then the account can be activated.
volunteer-guardian-consent-under-18 = Whoever registers is { $age }. Below 18, a guardian’s consent is needed, except from 16 for those who live on their own work.
    .title = A guardian’s consent is needed
    .next = Let a guardian give consent, or state your own income. Then the account can be activated.
volunteer-not-born = The birth date is later than today.
    .title = The birth date is wrong
    .next = Compare it with the document.
volunteer-under-review = Your real-name data is being checked. Please wait.
    .title = Under real-name review
    .next = Meanwhile you can look at activities, complete your data and apply to organisations. We will tell you the result.
volunteer-provider-unavailable = The real-name service does not answer now. It is asked again by itself at { $retry_at }.
    .title = The check is not available
    .next = Nothing has to be entered again. We will tell you the result.
volunteer-correct-first = The real-name check failed: { volunteer-cause-said }.
    .title = Please correct your data
    .next = Check name and number; saving checks them again at once. If they are right and it still fails, ask a steward of your organisation to check again.
volunteer-already-verified = Verified data cannot be changed by oneself.
    .title = Already verified
    .next = If your name or document changed, take it to a steward of your organisation.
volunteer-hand-check-waiting = The organisation you chose checks this kind of document by hand.
    .title = Waiting to be checked by hand
    .next = Show the original to a steward of it. We will tell you the result.
volunteer-nothing-waiting = No check is waiting for this data now.
    .title = Nothing is waiting
    .next = Reload the page. A colleague may have acted already.
volunteer-not-by-hand = This kind of document is checked by the service and cannot be passed by hand.
    .title = Not by hand
    .next = Ask the volunteer to check the data and save it again. You can also start a new check.
volunteer-own-document = Another steward has to check your document.
    .title = You cannot check your own
    .next = Ask another steward of the organisation.
volunteer-seen-missing = A check by hand names the documents or papers that were seen.
    .title = Please say what you saw
    .next = Name them and what you compared, and submit again.
volunteer-statement-missing = This platform asks for a written statement of whoever checks.
    .title = A statement is missing
    .next = Write or upload it and submit again.
