# The platform's people: what is said when a rule says no
administration-own-role = You can’t change your own role on the platform.
    .title = Not your own role
    .next = Please ask somebody else who may.
administration-not-divided = The three administrators aren’t separate on this platform.
    .title = Not divided
    .next = Divide the owner’s work first, then appoint administrators.
administration-divided = The three administrators are separate; nobody owns the platform.
    .title = Already divided
    .next = The operator can put it together again on the server.
administration-last-one = This is the last { $post ->
    [system-administrator] system administrator
    [security-administrator] security administrator
    [audit-administrator] audit administrator
   *[other] owner of the platform
 }.
    .title = Somebody has to hold this role
    .next = Appoint somebody else first, then change this one.
administration-same-person = Three administrators are three people.
    .title = One person for two roles
    .next = Please give a different person’s number for each role.
administration-holds-another = This person is { $post ->
    [system-administrator] system administrator
    [security-administrator] security administrator
   *[other] audit administrator
 }; nobody holds two of the three.
    .title = Holds another role
    .next = Take that role first, or choose somebody else.
administration-no-account = No account that can log in has this number.
    .title = No such account
    .next = Please check the number; the person has to register first.
