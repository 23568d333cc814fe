# Passkeys: adding, naming, removing, logging in
passkey-title = Passkeys
passkey-lead = Log in with the finger, face or PIN of your phone or computer, without a password. A passkey works on this site alone, so no forged site can ask for it.
passkey-count = { $count ->
    [one] One passkey
   *[other] { $count } passkeys
}
passkey-manage = Manage passkeys
passkey-none = No passkeys yet
passkey-none-next = Once you have added one, a touch on this device logs you in.
passkey-since = Added { $at }
passkey-used = used { $at }
passkey-unused = not used yet
passkey-name = Name
passkey-name-hint = So that you know which device it is, such as “My phone”
passkey-rename = Rename
passkey-remove = Remove
passkey-remove-one = Remove “{ $name }”
passkey-remove-note = A removed passkey logs in no more, and your other devices are logged out. Delete the copy on the device in its password settings.
passkey-one-more = Your role needs a second factor, so the last one can't be removed. Add another, or set up two-step verification, in case you lose the device.
passkey-add = Add a passkey
passkey-add-lead = Your browser will ask for your finger, face or PIN. These stay in your device; we never get them.
passkey-create = Begin
passkey-here-already = This device has a passkey of this account already.
passkey-without = Passkeys need a browser that knows them: update yours, or open this page in the browser that came with your device (they may not work inside of WeChat).
passkey-log-in = Log in with a passkey
passkey-step = Go on with a passkey
passkey-step-up = Confirm with a passkey
passkey-step-lead = Finish the login with your passkey, within 5 minutes.
passkey-cancelled = Nothing was done. Try again, or take another way.
passkey-failed = Passkeys don't work just now. Try again later, or take another way.
