# What is said when a rule of “consent” says no
consent-other-version = Version { $version } of the text came into force while you were reading, so your consent was not recorded.
    .title = It has just changed
    .next = Reload the page, read the new text and decide.
consent-needs-closing = The account rests on your real-name data, so this consent can't be taken back alone.
    .title = It ends with the account
    .next = If you are sure, close your account on the page “Close my account”.
consent-minor = Under 18, public pages never show the full name, and nobody is listed.
    .title = Only from 18 on
    .next = Come back when you are 18.
consent-nothing-to-show = There is no real-name data yet, so there is nothing to publish.
    .title = Real-name data first
    .next = Fill in your real-name data, then agree.
consent-location-missing = Signing in by yourself uses the position, and you didn't agree to that.
    .title = No consent to use the position
    .next = Sign in with a code instead, or agree under “My consents”.
