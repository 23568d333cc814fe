# What is said when a rule of “agreement” says no
agreement-said = { $agreement ->
    [terms] the terms of service
    [privacy] the privacy policy
    [integrity] the integrity agreement
   *[other] { $agreement }
}
agreement-not-accepted = To go on, you need to accept { agreement-said }.
    .title = Not accepted yet
    .next = Read it and tick the box. The help centre answers questions.
agreement-read-in-full = Version { $version } of { agreement-said } is in force. Please read it to the end before accepting.
    .title = There is a new version
    .next = Open the full text, read to its end and tick the box.
agreement-other-version = Version { $version } of the text came into force while you were reading, so your acceptance was not recorded.
    .title = It has just changed
    .next = Reload the page, read the new version and accept it.
