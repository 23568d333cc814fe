# What is said when a rule of “objection” says no
objection-text-missing = The objection does not say what is wrong yet.
    .title = Please say what is wrong
    .next = Say what you think is wrong and why. You can add evidence.
objection-reason-missing = An answer or decision needs its reasons, which both sides will see.
    .title = Please give reasons
    .next = Name the facts it rests on and submit again.
objection-not-the-organisation = Only the organisation that it is about can answer.
    .title = Not yours to answer
    .next = Ask a steward of that organisation.
objection-not-the-decider = The organisation above decides, and nobody who filed or answered the objection.
    .title = Not yours to decide
    .next = Ask a steward of the organisation above.
objection-not-waiting = This objection was answered or decided before.
    .title = Already dealt with
    .next = Reload the page to see the result. A decision can be appealed once.
