//! Ids are types: an activity's id can't be handed over where a volunteer's is meant.

use std::{fmt, num::ParseIntError, str::FromStr};

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident;)+) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub i64);

        impl $name {
            /// The number as it is stored.
            pub const fn get(self) -> i64 {
                self.0
            }
        }
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }
        impl FromStr for $name {
            type Err = ParseIntError;
            fn from_str(raw: &str) -> Result<Self, Self::Err> {
                raw.parse().map(Self)
            }
        }
        // JSON numbers lose digits above 2^53 in browsers, so ids travel as strings.
        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
                to.collect_str(&self.0)
            }
        }
        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
                let raw = <std::borrow::Cow<'de, str>>::deserialize(from)?;
                raw.parse().map(Self).map_err(serde::de::Error::custom)
            }
        }
    )+};
}

ids! {
    /// A way to log in, with its roles; one person has one.
    AccountId;
    /// A passkey of an account.
    PasskeyId;
    /// The person who serves; one account has at most one.
    VolunteerId;
    /// A node of the tree of organisations.
    OrganisationId;
    /// A volunteer's belonging (归属) to an organisation, pending or approved.
    MembershipId;
    /// A steward's role at a node of the tree.
    GrantId;
    /// Something that volunteers sign up for.
    ActivityId;
    /// One day's (or one shift's) opening of an activity.
    SessionId;
    /// A task within an activity, with its places.
    PositionId;
    /// One volunteer's sign-up for one activity.
    EnrolmentId;
    /// One volunteer's presence in one session.
    AttendanceId;
    /// One immutable sign-in or sign-out fact.
    ScanId;
    /// One line of the hour ledger.
    EntryId;
    /// A batch of make-up hours waiting for a decision.
    MakeUpId;
    /// An issued certificate.
    CertificateId;
    /// A case opened by 我有异议.
    ObjectionId;
    /// One message to one person over one channel.
    MessageId;
    /// A stored picture or paper.
    BlobId;
}
