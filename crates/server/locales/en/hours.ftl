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
