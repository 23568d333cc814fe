//! Connected platforms: what is registered of them.

use super::RedirectUri;

/// The most addresses of one kind that a platform registers.
pub const URIS_MAX: usize = 10;
/// The most secrets that a platform has at a time: the one in use and the one that takes its place.
pub const SECRETS_MAX: usize = 2;

crate::named! {
    /// Whether a platform can keep a secret.
    pub enum ClientKind {
        /// A server of its own.
        Confidential = 1, "confidential";
        /// An app in people's hands: no secret, PKCE alone.
        Public = 2, "public";
    }
}

crate::refusals! {
    /// Why a platform isn't registered so.
    pub enum ClientRefusal {
        /// No address to lead a browser back to.
        AddressMissing => "client.address-missing", "ACC-06", Invalid;
        /// An address that can't be one of theirs alone.
        AddressUnfit { address: String } => "client.address-unfit", "ACC-06", Invalid;
        /// More addresses than are kept.
        TooManyAddresses { most: i64 } => "client.too-many-addresses", "ACC-06", Invalid;
        /// An app can't keep a secret, so it gets none.
        NoSecrets => "client.no-secrets", "ACC-06", Conflict;
    }
}

/// Reads addresses, one a line; the same one twice counts once.
pub fn uris<'r>(raw: impl IntoIterator<Item = &'r str>, kind: ClientKind) -> Result<Vec<RedirectUri>, ClientRefusal> {
    let mut read: Vec<RedirectUri> = Vec::new();
    for one in raw.into_iter().map(str::trim).filter(|one| !one.is_empty()) {
        let uri = RedirectUri::parse(one, kind)?;
        if !read.contains(&uri) {
            read.push(uri);
        }
    }
    if read.len() > URIS_MAX {
        return Err(ClientRefusal::TooManyAddresses { most: i64::try_from(URIS_MAX).unwrap_or(i64::MAX) });
    }
    Ok(read)
}

#[cfg(test)]
mod tests {
    use super::*;

    // rules: ACC-06
    #[test]
    fn ten_addresses_are_registered_and_an_eleventh_is_not() {
        let lines = |count: usize| (0..count).map(|n| format!("https://school.example/{n}")).collect::<Vec<_>>();
        let (ten, eleven) = (lines(URIS_MAX), lines(URIS_MAX + 1));
        let read = |lines: &[String]| uris(lines.iter().map(String::as_str), ClientKind::Confidential);
        assert_eq!(read(&ten).unwrap().len(), URIS_MAX);
        assert_eq!(read(&eleven), Err(ClientRefusal::TooManyAddresses { most: 10 }));
        let twice = uris(["https://a.example/", " https://a.example/ ", ""], ClientKind::Confidential);
        assert_eq!(twice.unwrap().len(), 1);
    }
}
