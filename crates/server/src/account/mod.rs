//! Accounts: registering with a proven phone, logging in by password, SMS code or passkey, passkeys, what follows wrong tries, one's own security page.
//!
//! States: registered (may log in and complete the data) → activated → suspended or closed. Who the person is, is `volunteer`'s;
//! what stewards may do, `organisation`'s. Routes: `/register…`, `/sessions…`, `/password-resets…`, `/human-checks…`, `/me/security…`,
//! `/platform/second-factor`, `/platform/people…`.

mod actions;
mod administration;
pub mod api;
mod appeal;
mod codes;
mod contact;
mod copy;
mod erase;
mod flow;
mod hold;
mod human;
mod invited;
mod locks;
mod made;
mod operator;
mod outside;
pub mod pages;
mod passkey;
mod rotation;
mod second_factor;
mod store;
mod suspended;
mod sweep;
mod unused;
mod views;

pub use actions::{AGREEMENT_VERSION, agreed, tell_everywhere};
pub use administration::{Appointment, DIVISION, Divide, Unite, post_of, stored as stored_post};
pub use appeal::{carry_out as carry_out_appeals, forget as forget_appeals, papers};
pub use codes::{TryCode, attempt as attempt_code, prove as prove_code};
pub use copy::{AccountCopy, AgreementCopy, SessionCopy, agreements, copy, session_copies};
pub use erase::{addresses, erase, is_last_to_run_the_platform};
pub use flow::{Entered, Wish, new_password, open, prove_oneself};
pub use hold::{hold, release};
pub use human::{Given as HumanGiven, Passed, Shown as HumanShown, passed, shown as human_shown};
pub use invited::register_invited;
pub use made::{MadePerson, Registered, register_made};
pub use operator::{Appoint, OWNER, Operation, OperatorRefusal, appoint, has_accounts, hash_for, operate};
pub use outside::{Linked, Outside, linked};
pub use passkey::{PasskeyCopy, copies as passkey_copies};
pub use rotation::{forget_digests, is_document_behind, renew_digests, renew_key};
pub use second_factor::{DEMAND, demand_of_stewards};
pub use store::{
    accept, account_of_document, account_of_phone, activate, contact_key, email, index_document, mac_key, person_key,
    phone, seal_text,
};
pub use suspended::lift;
pub use sweep::sweep;
pub use views::{Me, me};

/// The states of an account as they are stored.
pub mod state {
    /// May log in to complete the registration.
    pub const REGISTERED: i16 = 1;
    /// Its owner proved to be there; hours may be credited.
    pub const ACTIVE: i16 = 2;
    /// Closed to logins until it is restored.
    pub const SUSPENDED: i16 = 3;
    /// May log in.
    pub const LIVE: [i16; 2] = [REGISTERED, ACTIVE];
    /// Gone for good.
    pub const CLOSED: i16 = 4;
}
