//! What a platform knows somebody by: another number for each sector, from which nobody gets back to the person or to another
//! platform's number (pairwise, OpenID Connect Core 8.1).

use crate::{kernel::crypto::Keys, sso::store::Client};
use domain::kernel::{AccountId, hex};

/// 128 bits in hex.
pub fn subject(keys: &Keys, client: &Client, account: AccountId) -> String {
    let made = keys.derived("sso subject", &[client.sector.as_bytes(), &account.get().to_be_bytes()]);
    hex(&made).chars().take(32).collect()
}
