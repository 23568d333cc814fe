# What is said when a rule of “about” says no
about-not-on-the-list = “{ $choice }” is not among the choices.
    .title = No such choice
    .next = Reload the page and choose again.
about-kind-missing = You chose times, but nothing to help with.
    .title = What would you help with?
    .next = Choose at least one kind of service, or clear the times too.
