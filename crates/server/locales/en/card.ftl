# The electronic volunteer card
card-title = Electronic volunteer card
card-head = Volunteer card
card-lead = Every volunteer with a verified identity has an electronic card at once. No application, no fee.
card-about-free = Ready when you open it
card-about-free-more = It shows your name, volunteer number, stars and service time, always up to date.
card-about-sign = Show it to sign in
card-about-sign-more = Staff scan its code to sign you in and out. The code changes every half minute, so a screenshot is of no use.
card-about-offline = Works with no network
card-about-offline-more = Open it once on your phone. After that it also works where there is no signal, for today and tomorrow.
card-open-mine = Open my card
card-number = Volunteer number
card-city = City of registration
card-star = Stars
card-stars = { $stars ->
    [one] 1 star
   *[other] { $stars } stars
  }
card-total = Service time
card-registered = Registered
card-code = QR code of the volunteer card
card-show = Show this to the staff
card-changes-in = , new code in{" "}
card-seconds = s
card-fresh = Show a fresh code
card-home-screen = Choose “Add to home screen” in the browser's menu to open it with no network. Screenshots can't be used to sign in.
card-picture = Save the card as a picture
card-picture-hint = Can be printed; its code never changes, so keep it safe
card-certificate-hint = Proves your service time, as PDF
card-offline-now = There is no network now. Your phone makes the code; it counts just the same.
card-offline-expired = Offline for too long. Open the card once with a network.
card-scanned-title = This is a valid volunteer card
card-scanned-at = Checked { $at }
card-organisations = Organisations
card-no-organisation = None yet
card-scanned-hint = Only part of the name is shown. Codes expire within a minute: this page says how things were when it was scanned.
card-no-network = There is no network
card-no-network-next = Try again once you are connected. The volunteer card works offline.
card-sign-here = Sign this volunteer in or out
card-sign-in = Sign in
card-sign-out = Sign out
card-signed-in = Signed in
card-signed-out = Signed out
card-signed-since = Signed in at
card-signed-minutes = Served this time
card-signed-no-face = No face check yet: presence is recorded but credits no time. Mark the face check before the activity begins.
