# What is said when a rule of “organisation” says no
organisation-role-said = { $role ->
    [owner] owner
    [manager] manager
    [reviewer] reviewer
    [check-in-helper] check-in helper
    [auditor] auditor (read only)
   *[other] { $role }
}
organisation-name = An organisation’s name has { $characters_min } to { $characters_max } characters.
    .title = The name is wrong
    .next = Enter the full name as on the registration or the seal.
organisation-contact-name = The contact person’s name is missing.
    .title = Please name a contact person
    .next = Name somebody who can be reached on most days.
organisation-contact-phone = The contact person’s mobile number is missing or wrong.
    .title = Please enter their mobile number
    .next = Enter their mobile number.
organisation-evidence-needed = Registering an organisation needs at least one paper or picture.
    .title = Evidence is missing
    .next = Upload a photo or PDF of the registration, the approval or a statement.
organisation-evidence-missing = This kind needs its registration, or the consent of the body it belongs to.
    .title = Evidence is missing
    .next = Upload a photo or PDF of it.
organisation-reason-missing = Returning or refusing needs a reason, which the applicant will see.
    .title = Please give a reason
    .next = Write a sentence or two and submit again.
organisation-not-the-reviewer = Another organisation reviews this application.
    .title = Not yours to review
    .next = Ask the reviewing organisation.
organisation-own-registration = You submitted this application, so somebody else has to decide.
    .title = You cannot review your own
    .next = Ask another steward of the reviewing organisation.
organisation-not-waiting = This application was decided already.
    .title = Not waiting for review
    .next = Reload the page. A colleague may have acted already.
organisation-not-returned = This application was not returned, so there is nothing to send again.
    .title = Not returned
    .next = Wait for the result. If it is urgent, ask the reviewing organisation.
organisation-code-missing = Registered bodies have a unified social credit code, and it is missing.
    .title = Please enter the credit code
    .next = Enter the 18 characters of the registration. If you are not registered, choose “group”.
organisation-code-length = The code has { $characters } characters instead of { $characters_expected }.
    .title = The wrong length
    .next = Compare it with the registration for one too many or too few.
organisation-code-character = A unified social credit code has no “{ $character }”, and never I, O, S, V or Z.
    .title = A character that codes do not have
    .next = Compare it with the registration, such as 0 and O, 1 and I.
organisation-code-check = The last character does not fit the other 17, so one of them is wrong.
    .title = One character was mistyped
    .next = Compare it with the registration, one by one.
organisation-code-of-group = A group is not registered and needs no unified social credit code.
    .title = Groups have no code
    .next = Empty the field. If you are registered, choose “organisation”.
organisation-not-a-group = Only a group can become an organisation.
    .title = Not a group
    .next = Reload the page to see its kind.
organisation-parent-missing = No parent was chosen, and only the platform makes top organisations.
    .title = Please choose a parent
    .next = Choose the one above you: city, university, sector or enterprise.
organisation-own-grant = Roles are given by others.
    .title = Not to yourself
    .next = Ask the owner, or the organisation above.
organisation-grant-too-wide = You do not hold “{ organisation-role-said }” for that much yourself, so you cannot give it.
    .title = More than you hold
    .next = Give less, or ask the owner.
organisation-nobody-found = No active account has this volunteer number or login name.
    .title = Nobody found
    .next = Check the volunteer number with the person (it is on the card), or ask them to register first.
organisation-last-owner = An organisation keeps at least one owner, and this is the last one.
    .title = The last owner
    .next = Make somebody else an owner first, then take this role.
