# What is said when a rule of “sso” says no
sso-client-unknown = The platform that you want to log in to isn't connected, or was switched off.
    .title = This platform isn't connected
    .next = Go back to that platform and tell whoever runs it.
sso-redirect-unknown = The platform asks to lead you to an address that it never registered. For your safety we stopped here.
    .title = The address isn't registered
    .next = Go back to that platform and tell whoever runs it. If a stranger sent you the link, don't open it again.
sso-logout-unfit = The address to go to isn't registered, or the proof that came with it isn't ours.
    .title = This logout isn't possible
    .next = You can log out under “Account and security”.
