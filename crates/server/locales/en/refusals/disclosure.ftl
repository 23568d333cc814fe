# What is said when a rule of “disclosure” says no
disclosure-no-such-page = There is no public page of a volunteer here.
    .title = There is no such page
    .next = Such pages need the person’s consent. If it is your own, log in and choose so under Me.
disclosure-too-many-rows = Without login, at most { $rows_max } rows a minute can be seen.
    .title = Too fast
    .next = Go on in { $wait_seconds }, or log in.
