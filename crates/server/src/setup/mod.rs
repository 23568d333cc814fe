//! The set-up of an empty platform: whoever started the program opens an address with a one-time token, names the platform, makes its
//! owner's account and the organisation at the top of the tree. Open until there is an account, and never again; until then every
//! other address leads here.
//!
//! Routes: `/setup`, `/setup/done`.

mod actions;
mod flow;
mod gate;
mod pages;

pub use flow::{invitation, recall};
pub use gate::{gate, stops};
pub use pages::routes;

domain::refusals! {
    /// Why a set-up can't be finished, or why nothing else can be done before it.
    pub enum SetupRefusal {
        /// Not the token that was given last.
        WrongToken => "setup.wrong-token", "ACC-14", Forbidden;
        /// The right token, too late.
        Expired => "setup.expired", "ACC-14", Forbidden;
        /// There are accounts already.
        Over => "setup.over", "ACC-14", Conflict;
        /// Nothing is there before the set-up.
        Pending => "setup.pending", "ACC-14", Forbidden;
        /// No province was chosen.
        NoProvince => "setup.no-province", "REG-04", Invalid;
        /// The two passwords differ.
        PasswordsDiffer => "setup.passwords-differ", "REG-06", Invalid;
    }
}
