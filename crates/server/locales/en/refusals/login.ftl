# What is said when a rule of “login” says no
login-locked = The password was wrong too often, so this place cannot use it for a while.
    .title = Too many wrong passwords
    .next = Try again in { $wait_seconds }. You can log in by SMS code now, or reset the password.
login-wrong = The name and the password do not belong together.
    .title = Name or password is wrong
    .next = Check both. If you forgot the password, log in by SMS code or reset it.
login-no-account = No open account has this phone number.
    .title = The phone isn't registered
    .next = Please register; if your account was suspended, please contact support.
