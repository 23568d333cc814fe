# What is said when a rule of “closing” says no
closing-last-owner = You are the only owner of “{ $organisation }”. Without you nobody could manage it.
    .title = Hand the organisation on first
    .next = Make another volunteer its owner under “Roles” at the organisation's desk, then come back.
closing-last-platform-owner = Nobody else holds your role on the platform. Without you nobody could do this work.
    .title = Hand the platform on first
    .next = Have somebody else appointed first, then come back.
closing-already-asked = You asked for it already. It becomes final at { $ends_at }.
    .title = Already asked for
    .next = If you changed your mind, keep the account on this page.
closing-not-asked = This account isn't being closed.
    .title = Nothing to take back
    .next = The account works as usual; there is nothing to do.
