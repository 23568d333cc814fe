# What is said when a rule of “enrolment” says no
enrolment-state-said = { $state ->
    [applied] waiting for acceptance
    [accepted] accepted
    [rejected] not accepted
    [waiting] on the waiting list
    [invited] invited
    [withdrawn] withdrawn
    [removed] removed
    [no-show] did not come
    [expired] expired
   *[other] { $state }
}
enrolment-not-activated = The owner of this account has not activated it, so it cannot sign up.
    .title = The account is not activated
    .next = Log in once by SMS code and follow the steps.
enrolment-not-verified = Signing up needs a verified real name.
    .title = The real name is not verified yet
    .next = See the result under Me. If your data is right and the check still failed, ask a steward of your organisation to check again.
enrolment-no-membership = Signing up needs at least one organisation that has approved you.
    .title = No organisation yet
    .next = Apply to the one of your workplace, school or neighbourhood. Once approved, you can sign up.
enrolment-own-members-only = This activity is for members of { $organisation } itself.
    .title = For own members only
    .next = You can apply to join it, or look at other activities.
enrolment-not-open = The activity is not published, or does not recruit.
    .title = No sign-up here
    .next = Look at other activities, or ask its contact person.
enrolment-too-early = Sign-up opens at { $opens_at }.
    .title = Not open yet
    .next = Come back then. Until then you can follow the activity.
enrolment-too-late = Sign-up closed at { $closed_at }.
    .title = Sign-up is over
    .next = Ask the contact person whether you can still come, or look at other activities.
enrolment-full = All { $places } places are taken, and this position has no waiting list.
    .title = Full
    .next = Look at other positions, or activities nearby.
enrolment-too-young = The position is for people of { $age_min } and above; you are { $age }.
    .title = Too young for this position
    .next = Look at other positions, or family activities together with a parent.
enrolment-too-old = The position is for people up to { $age_max }; you are { $age }.
    .title = Too old for this position
    .next = Look at other positions. If you are fit for it, talk to the contact person.
enrolment-wrong-sex = For reasons of the service, this position is for volunteers of the other sex.
    .title = Not for this position
    .next = Look at other positions, or ask the contact person.
enrolment-already = You have signed up already: { enrolment-state-said }.
    .title = Already signed up
    .next = See it under My activities. There is no need to sign up again.
enrolment-overlaps = You are accepted for “{ $activity }”, which begins at { $starts_at } and overlaps.
    .title = At the same time as another
    .next = Withdraw from that one first, or choose another time.
enrolment-wrong-state = This sign-up is “{ enrolment-state-said }”, so this cannot be done.
    .title = Not possible now
    .next = Reload the page. A colleague may have acted already.
enrolment-withdrawal-over = Withdrawing by yourself was possible until { $closed_at }.
    .title = Too late to withdraw
    .next = If you cannot come, tell the contact person soon, so that somebody else can.
enrolment-reason-missing = Turning somebody down or removing them needs a reason, which they will see.
    .title = Please give a reason
    .next = Write a sentence or two and submit again.
enrolment-not-a-member = Only members of your organisation can be invited.
    .title = Not a member
    .next = Ask them to apply first, and invite them once approved.
enrolment-no-position = No position was chosen.
    .title = Choose a position
    .next = Choose one of the positions and send again.
enrolment-risks-unread = This activity states risks that have to be acknowledged before signing up.
    .title = Confirm the risks
    .next = Read the risks, tick the box and send again.
enrolment-nobody-picked = Nobody was picked.
    .title = Pick somebody first
    .next = Pick at least one volunteer and try again.
