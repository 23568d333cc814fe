# How dates, times and numbers are written
format-minutes = { $minutes } min
format-hours = { $hours } h
format-hours-minutes = { $hours } h { $minutes } min
format-wait-seconds = { $count ->
    [one] { $count } second
   *[other] { $count } seconds
}
format-wait-minutes = { $count ->
    [one] { $count } minute
   *[other] { $count } minutes
}
format-kilobytes = { $count } KB
format-megabytes = { $count } MB
format-at = { $day } { $month } { $time }
format-at-full = { $day } { $month } { $year } { $time }
format-day = { $weekday } { $day } { $month }
format-day-full = { $day } { $month } { $year }
format-month = { $month } { $year }
format-span = { $from }–{ $until }, { $length }
format-span-days = { $from } to { $until }
format-list-mark = { ", " }
format-month-1 = Jan
format-month-2 = Feb
format-month-3 = Mar
format-month-4 = Apr
format-month-5 = May
format-month-6 = Jun
format-month-7 = Jul
format-month-8 = Aug
format-month-9 = Sep
format-month-10 = Oct
format-month-11 = Nov
format-month-12 = Dec
format-weekday-1 = Mon
format-weekday-2 = Tue
format-weekday-3 = Wed
format-weekday-4 = Thu
format-weekday-5 = Fri
format-weekday-6 = Sat
format-weekday-7 = Sun

# What can happen anywhere
kernel-not-found = The page you are looking for does not exist or has moved.
    .title = Not found
    .next = Check the address, or start again from the home page.
kernel-forbidden = This needs a right that your account does not have.
    .title = Not permitted
    .next = If you should be able to see it, ask a steward of your organisation to grant it.
kernel-login-needed = You need to log in to go on. You will come back to this page afterwards.
    .title = Please log in
    .next = Log in, or register first if you have no account yet.
kernel-unavailable = Too many people are using the system, or it is being maintained. Nothing was done and your data did not change.
    .title = Unavailable for the moment
    .next = Please try again in a little while.
kernel-fault = Something broke on our side and nothing was done. It is not your fault, and it has been recorded.
    .title = Something went wrong
    .next = Please try again later. If it keeps happening, tell the platform’s administrator the number shown on this page.
kernel-key-reused = The same submission number was used before for different content, so this one was not accepted.
    .title = Submission number used before
    .next = Reload the page, see whether the earlier submission went through, and fill in the form again.
kernel-bad-form = What was sent is incomplete or cannot be read ({ $field }).
    .title = There is a mistake in the form
    .next = Go back, check what you filled in, and send it again.
kernel-cross-site = This was not sent from one of our pages. To protect your account it was not accepted.
    .title = Sent from somewhere else
    .next = Open our page directly and try again there.
kernel-too-large = What was sent is larger than { $bytes_max }.
    .title = Too large
    .next = Make the picture or the text smaller and send it again.
kernel-too-many = You did this too many times in a short while.
    .title = Too often
    .next = Please try again in { $wait_seconds }.
kernel-method = This address does not support what was asked of it.
    .title = Wrong way of asking
    .next = Go back and use the buttons on the page.
