# What is said when a rule of “rotation” says no
rotation-under-way = New keys are in use already, and the old ones not set aside yet.
    .title = A rotation is under way
    .next = See goodhours keys status; when it is complete, goodhours keys retire.
rotation-not-begun = No rotation is under way.
    .title = Nothing to retire
    .next = Begin with goodhours keys rotate.
rotation-too-soon = Another instance may not have read the new keys yet.
    .title = Wait a little
    .next = Try again in { $wait_seconds }.
rotation-behind = { $behind } things lie under the old keys alone.
    .title = Not complete yet
    .next = They are renewed while the server runs; see goodhours keys status in a while.
rotation-needed = Something still lies under keys that were set aside.
    .title = Still needed
    .next = It is removed while the server runs; try again in a while.
