//! Accounts elsewhere that open one here (ACC-07): an OpenID provider, WeChat, Alipay. Who comes back with a proof is logged in when
//! it is linked; otherwise they log in or register and link it then. Nothing is ever linked by a name or an e-mail address, and what is
//! kept is a keyed digest of issuer and subject.
//!
//! Nothing is stored when somebody leaves: what belongs to the login travels sealed in a cookie of the browser, and each return
//! counts once. Routes: `/sessions/outside/{way}`, `/sessions/outside/{way}/return`, `/sessions/outside/unknown`, `/me/linked…`.

mod actions;
pub mod api;
mod cookies;
mod flow;
mod pages;
mod provider;
mod store;

pub use actions::{Linked, linked};
pub use pages::{offered, routes};
pub use provider::{Offered, Outside};
pub use store::{erase, sweep};
