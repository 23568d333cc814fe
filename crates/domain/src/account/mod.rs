//! A way to log in: the names that lead to it, its secrets, what happens after wrong ones, how long a login lasts, and the steps of
//! registration. Who the person is, is `volunteer`'s; what stewards may do is `organisation::role`'s.

pub mod administration;
pub mod agreement;
pub mod appeal;
pub mod contact;
pub mod email;
pub mod human_check;
pub mod lock;
pub mod login_name;
pub mod outside;
pub mod passkey;
pub mod password;
pub mod phone;
pub mod recovery_code;
pub mod registration;
pub mod second_factor;
pub mod session;
pub mod sms_code;
pub mod suspension;
pub mod totp;
pub mod unused;
pub mod user_name;

pub use administration::{AdministrationRefusal, Division, Post, Power};
pub use agreement::{Acceptance, Agreement, AgreementRefusal, Given};
pub use appeal::AppealRefusal;
pub use contact::{Contact, ContactKind, ContactProven, ContactRefusal};
pub use email::{Email, EmailRefusal};
pub use human_check::{Action, Challenge, HumanCheckRefusal, Solution};
pub use lock::{Lock, LockRefusal};
pub use login_name::LoginName;
pub use outside::OutsideRefusal;
pub use passkey::PasskeyRefusal;
pub use password::{Password, PasswordPolicy, PasswordRefusal};
pub use phone::{Phone, PhoneRefusal};
pub use recovery_code::RecoveryCode;
pub use registration::{PhoneProven, RegistrationRefusal, Role, Step};
pub use second_factor::{Demand, SecondFactorRefusal, Standing};
pub use session::{Login, SessionRefusal};
pub use sms_code::{Purpose, SmsCode, SmsLimits, SmsRefusal};
pub use suspension::SuspensionRefusal;
pub use totp::TotpSecret;
pub use user_name::{LoginDefault, UserName, UserNameRefusal};
