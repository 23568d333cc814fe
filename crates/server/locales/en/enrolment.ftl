# Sign-ups
enrolment-sign-up = Sign up
enrolment-wait = Join the waiting list
enrolment-sign-up-note = The organiser decides about your sign-up; you are told by text message and on this site.
enrolment-position = Position
enrolment-risks-read = I have understood these risks and take part of my own free will
enrolment-mine = My sign-up
enrolment-my-activities = My activities
enrolment-stages = Stages
enrolment-stage-to-be-accepted = Waiting
enrolment-stage-taking-part = Taking part
enrolment-stage-finished = Finished
enrolment-none-to-be-accepted = Nothing is waiting to be accepted
enrolment-none-taking-part = Nothing to take part in yet
enrolment-none-finished = Nothing finished yet
enrolment-none-next = Choose something near home at a time that suits you, and begin with two or three hours.
enrolment-find = Look at activities
enrolment-states = States of sign-ups
enrolment-state = State
enrolment-state-applied = To be decided
enrolment-state-accepted = Accepted
enrolment-state-rejected = Declined
enrolment-state-waiting = Waiting list
enrolment-state-invited = Invited
enrolment-state-withdrawn = Withdrawn
enrolment-state-removed = Removed
enrolment-state-no-show = Did not come
enrolment-state-expired = Offer expired
enrolment-said-applied = You have signed up. The organiser decides next.
enrolment-said-accepted = You are accepted. Please come on time.
enrolment-said-rejected = You were not accepted this time.
enrolment-said-waiting = All places are taken. You are on the waiting list and move up when someone leaves.
enrolment-said-invited = The organiser has invited you.
enrolment-said-withdrawn = You have stepped back; your place goes to somebody else.
enrolment-said-removed = Your acceptance was taken back.
enrolment-said-no-show = Marked as not come.
enrolment-said-expired = The offer has expired.
enrolment-reason-said = The organiser says: { $reason }
enrolment-answer-invitation = Accept the invitation
enrolment-withdraw = Can’t come?
enrolment-withdraw-note = Your place goes to the waiting list. Once accepted, please step back at least 24 hours before the start.
enrolment-withdraw-sure = Step back from this activity
enrolment-invite = Invite members
enrolment-invite-lead = Invited members are accepted at once when they sign up.
enrolment-invite-send = Send invitations
enrolment-invited = { $count ->
    [one] { $count } member invited; they are told on this site.
   *[other] { $count } members invited; they are told on this site.
}
enrolment-numbers = Volunteer numbers
enrolment-numbers-hint = One a line. Only members of this organisation; who signed up already is not invited again.
enrolment-accept-picked = Accept picked
enrolment-decided = { $count ->
    [one] { $count } person decided.
   *[other] { $count } people decided.
}
enrolment-name = Volunteer
enrolment-pick = Pick { $name }
enrolment-applied-at = Signed up
enrolment-face = Face check
enrolment-face-done = Done
enrolment-face-first = First time
enrolment-came = Came
enrolment-nobody = Nobody here yet
enrolment-nobody-next = Sign-ups appear here.
enrolment-reason = Reason
enrolment-reason-hint = Sent to the volunteers you picked; please be clear and kind.
enrolment-to-reject = Decline picked
enrolment-to-remove = Take back acceptance
enrolment-on-site = Sign in or out
