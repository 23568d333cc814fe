//! Who asks. What they may do is decided in the transaction that does it, by the slice that owns the right.

use domain::kernel::AccountId;

/// The one who asks, as the door knows them.
#[derive(Debug, Clone, Default)]
pub struct Actor {
    /// None with a session: nobody has looked whose it is yet.
    pub account: Option<AccountId>,
    /// The hash of the session's token; read again by every write.
    pub session: Option<[u8; 32]>,
    /// The client's address, for limits and the audit.
    pub address: String,
}

impl Actor {
    /// The system itself: jobs, the command line, the set-up.
    pub fn system() -> Actor {
        Actor { account: None, session: None, address: "system".into() }
    }

    /// A person without a session, for data that is made by actions (demo, import).
    pub fn person(account: AccountId) -> Actor {
        Actor { account: Some(account), session: None, address: "system".into() }
    }

    /// The number that commands and audit entries are filed under; 0 is nobody.
    pub fn number(&self) -> i64 {
        self.account.map_or(0, AccountId::get)
    }
}
