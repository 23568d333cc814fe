# Who looked at my identity data
access-log-title = Who looked at my identity data
access-log-lead = Whoever looks at your identity data unmasked, checks your document or exports your data leaves a line here, which nobody can change or delete. Of the one who looked, only the first character of the name is shown.
access-log-none = Nobody has looked
access-log-none-said = What stewards usually see is masked and doesn't appear here.
access-log-at = When
access-log-who = Who
access-log-what = What
access-log-reason = Why
access-log-ask = If a look shouldn't have happened, ask that organisation or the platform's contact for personal data.
access-log-by-self = You
access-log-by-steward = Steward
access-log-by-platform = Platform steward
access-log-by-system = System
