# My hours
record-title = My service record
record-to-log = Public log
record-sum = Service total = scanned { $scan } + made up { $make_up }
record-sum-deducted = Service total = scanned { $scan } + made up { $make_up } − deducted { $deducted }
record-stars = { $count ->
    [one] { $count } star
   *[other] { $count } stars
}
record-to-next-star = { $time } to the next star
record-year = { $year }
record-by-year = Service year by year
record-years = Years
record-all-years = All years
record-chart-none = No service counts in this time yet.
record-chart-most = Most in { $period }: { $time }.
record-chart-unit = In hours
record-as-table = Show the numbers
record-col-month = Month
record-col-year = Year
record-col-total = Total
record-class-scan = Scanned
record-class-make-up = Made up
record-class-deduction = Deducted
record-class-honorary = Honorary hours
record-sorts = Kinds of entries
record-sort-all = All
record-sort-scan = Scanned
record-sort-make-up = Made up
record-sort-deduction = Deducted
record-sort-honorary = Honours
record-sort-training = Training
record-sort-reversal = Taken back
record-sort-none = No entries of this kind in this year.
record-day = { $day }
record-reversal-of = Taken back: { $title }
record-reversed = Taken back
record-counts-from = Counts from { $day }
record-why = Where this comes from
record-reason = Reason
record-reason-refused = The volunteer refused this make-up
record-reason-held = The account was disowned; nothing counts in quarantine
record-reason-released = The quarantine was lifted; counts again
record-recorded = Recorded
record-counted = Counts from
record-proof = Log proof
record-proof-of = Download the proof of number { $seq }
record-unsealed = Being sealed; ready in a few seconds
record-to-presence = See this attendance
record-refuse = Not your hours?
record-refuse-said = Refusing takes this make-up back at once and can’t be undone. It is possible within 7 days of the approval.
record-refuse-sure = Refuse this make-up
record-refused = Refused. This make-up was taken back.
record-beside = Recorded beside
record-beside-said = Honorary hours and training are recorded apart and are no part of the service total.
record-past = The record in the past
record-past-at = Moment
record-past-hint = Shows what was known at that moment.
record-past-show = Show that record
record-as-of = This is the record as of { $at }.
record-to-now = Back to the present
record-none = No service yet
record-none-next = Take part in an activity: the time appears here as soon as you sign out.
record-no-volunteer = Every minute of yours will stand here
record-no-volunteer-next = Finish the real-name registration to take part and collect hours.
record-to-state = See the registration
record-disclosure-said = Your hours as others see them

# Make-ups
make-up-list = Make-ups
make-up-new = Submit a make-up
make-up-one = Make-up
make-up-states = States of make-ups
make-up-show-to-decide = For you to decide
make-up-show-submitted = Waiting
make-up-show-approved = Approved
make-up-show-rejected = Rejected
make-up-state-submitted = Waiting
make-up-state-approved = Approved
make-up-state-rejected = Rejected
make-up-none-to-decide = No make-up waits for you
make-up-none-submitted = No make-up is waiting
make-up-none-approved = No make-up was approved yet
make-up-none-rejected = No make-up was rejected
make-up-none-next = Service that sign-in and sign-out missed can be made up afterwards.
make-up-platform-lead = The platform decides about make-ups of top organisations, and about large ones of the level below.
make-up-people = { $count ->
    [one] { $count } person, { $time } in all
   *[other] { $count } people, { $time } in all
}
make-up-level-above = Decided a level up
make-up-new-lead = The reviewing organisation decides. Approved time counts from the next day; every volunteer is told and can refuse within 7 days.
make-up-about = Which activity
make-up-about-hint = Then those who were accepted are listed below with the time they have.
make-up-about-none = None
make-up-about-show = List people
make-up-who = For whom
make-up-who-expected = Accepted for the activity
make-up-who-members = Members of this organisation
make-up-has = Has { $time }
make-up-numbers = Volunteer numbers
make-up-numbers-hint = One a line. Where time or day differ, add the minutes and then the day: 8239214711140 90 2026-11-20
make-up-time = Time
make-up-hours = Hours
make-up-minutes = Minutes
make-up-day = Day of service
make-up-day-hint = Enter service of several days day by day.
make-up-why = Grounds
make-up-reason = Reason
make-up-reason-hint = Such as: no network on site, sign-outs were lost. The volunteer reads this.
make-up-evidence = Evidence
make-up-evidence-hint = A sign-in sheet, photographs or a sealed statement; pictures or PDF up to 10 MB.
make-up-evidence-kept = The paper was uploaded; choose again only to replace it.
make-up-evidence-open = Open the evidence
make-up-send = Submit
make-up-submitted = Submitted
make-up-decider = Who decides
make-up-decider-reviewer = The reviewing organisation
make-up-decider-above = The level above it (over the limits)
make-up-decided = Decided
make-up-decide = Decide about this make-up
make-up-decide-said = Please check the evidence. Approved time counts from the next day, and every volunteer is told.
make-up-decision-reason = Comment
make-up-owed-when-rejected = Owed when rejected
make-up-approve = Approve
make-up-reject = Reject
make-up-done-submitted = Submitted.
make-up-done-approved = Approved; the time counts from tomorrow.
make-up-done-rejected = Rejected; whoever submitted it has been told.
make-up-lines = People
make-up-line-refused = Refused
make-up-refused-said = { $count ->
    [one] { $count } volunteer refused; the time was taken back.
   *[other] { $count } volunteers refused; their time was taken back.
}

# Honours and deductions
hand-title = Honours and deductions
hand-lead = Honorary hours stand beside the total and can be revoked; credit hours can only be deducted, with a reason. The volunteer is told of both.
hand-which = What to do
hand-honour = Give honorary hours
hand-deduct = Deduct credit hours
hand-number = Volunteer number
hand-number-hint = Members of this organisation only.
hand-reason-hint = The volunteer reads this, and it stays in the record for ever.
hand-send = Confirm
hand-said-honour = Given; the volunteer is told.
hand-said-deduct = Deducted; the volunteer is told.
hand-said-revoked = Revoked; the volunteer is told.
hand-given = Given lately
hand-none = No honours or deductions yet.
hand-revoke = Revoke
hand-revoke-sure = Revoke this honour
hand-revoked = Revoked
