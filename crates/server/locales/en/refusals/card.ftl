# What is said when a rule of “card” says no
card-foreign = This is not the code of one of our volunteer cards.
    .title = Not a volunteer card
    .next = Ask the volunteer to open their card under Me and show its code.
card-tampered = It looks like a volunteer card, but was not made by this volunteer’s phone.
    .title = This card cannot be trusted
    .next = Ask the volunteer to log in and open the card again. If in doubt, look at their document.
card-stale = The code is { $age_seconds } old. It may be a photo or a screenshot.
    .title = The card’s code has expired
    .next = Ask the volunteer to show the moving code on their own phone.
card-ahead = The phone that shows the code is { $ahead_seconds } ahead, so the code cannot be checked.
    .title = The phone’s clock is wrong
    .next = Switch on automatic time in the phone’s settings and show it again.
card-already-held = Everyone holds one valid card at a time.
    .title = You have a valid card
    .next = See its progress under Volunteer card. For a lost or damaged card, ask for a replacement.
