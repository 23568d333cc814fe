# What is said when a rule of “activity” says no
activity-state-said = { $state ->
    [draft] draft
    [in-review] in review
    [returned] returned
    [published] published
    [cancelled] cancelled
    [finished] finished
    [archived] archived
   *[other] { $state }
}
activity-no-part = Neither recruitment nor timekeeping is switched on, so nothing would happen.
    .title = Nothing in it yet
    .next = Switch on at least one of them and save again.
activity-no-session = An activity that keeps time needs at least one session: which day, from when, until when.
    .title = No times yet
    .next = Add a session and submit again.
activity-session-length = The session on { $day } ends before it begins, or lasts longer than 24 hours.
    .title = A session’s times are wrong
    .next = Check its beginning and end. For several days, add one session a day.
activity-sessions-overlap = Two sessions on { $day } are at the same time.
    .title = Sessions overlap
    .next = Move one of them, or make them one.
activity-no-places = Recruitment is on, but no position has a place.
    .title = No places
    .next = Add at least one position and say how many people it needs.
activity-too-many-places = One activity can recruit at most { $places_max } people.
    .title = Too many places
    .next = Offer fewer places, or split it into several activities.
activity-sign-up-window = Sign-up closes before it opens, or after the activity ends.
    .title = The sign-up times are wrong
    .next = Check when sign-up opens and closes.
activity-in-the-past = All the times lie in the past; the last session ended at { $ended_at_full }.
    .title = Already over
    .next = Choose times to come. For service already given, submit a make-up.
activity-not-a-place = The position does not exist, or the sign-in area is larger or smaller than allowed.
    .title = The place is wrong
    .next = Pick the place on the map again and check the radius.
activity-self-sign-in-too-small = Self sign-in is for activities of at least { $expected_min } people; this one expects { $expected }.
    .title = Too few people for self sign-in
    .next = Use the QR code or the spoken code instead. With few people that is quicker anyway.
activity-no-policy = The activity is marked as dangerous, but has no insurance policy number and period.
    .title = Insurance is missing
    .next = Insure the volunteers first, then fill in the policy and submit again.
activity-agreement-missing = Publishing needs the integrity agreement, version { $version }.
    .title = Please accept the integrity agreement
    .next = Read it, tick the box and submit again.
activity-wrong-state = The activity is “{ activity-state-said }”, so this cannot be done.
    .title = Not possible now
    .next = Reload the page. A colleague may have acted already.
activity-reason-missing = Returning or cancelling an activity needs a reason, which the people concerned will see.
    .title = Please give a reason
    .next = Write a sentence or two and submit again.
activity-own-review = You submitted this activity, so another steward has to review it.
    .title = You cannot review your own
    .next = Ask another steward of the reviewing organisation.
activity-age-limits = The youngest age is above the oldest, so nobody fits.
    .title = The age limits are wrong
    .next = Check the position’s age limits.

activity-places-taken = The position “{ $position }” has { $taken } places taken; it can't go lower or be removed.
    .title = Places are taken
    .next = Keep at least as many places as are taken, or remove volunteers first.
activity-session-used = Somebody was present in the session of { $day }, so it can't be removed.
    .title = Session in use
    .next = Keep the session; wrong minutes are corrected in the attendance record.
