# Suspended accounts: what is said when a rule says no
suspension-not-suspended = This account isn’t suspended.
    .title = Not suspended
    .next = Reload the page; it may be open again.
suspension-locked = The operator suspended this account.
    .title = For stewards of the platform
    .next = Ask a steward of the platform to look at it.
suspension-reason-missing = Please say why it is restored, in at most { $characters_max } characters.
    .title = No reason yet
    .next = Write in a sentence how you made sure who asks.
suspension-disowned = Whoever its document belongs to disowned this account; it is in quarantine.
    .title = The account is in quarantine
    .next = Lift it under “Accounts in quarantine”, after comparing.
