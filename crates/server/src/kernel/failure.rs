//! What can go wrong, for every door: a rule said no, it isn't there, not now, or we broke.

use domain::kernel::{Fact, Kind, Refuse, Shape};
use std::{error::Error, fmt};

/// The result of everything that can go wrong.
pub type Answer<T> = Result<T, Failure>;

/// Why there is no answer.
#[derive(Debug)]
pub enum Failure {
    /// A rule said no.
    Refused(Box<dyn Refused>),
    /// Not there, or not for this person to know that it is there.
    NotFound,
    /// Overloaded or without its database: try again.
    Unavailable { wait_seconds: u32 },
    /// We broke. Logged once, at the door.
    Fault(Box<dyn Error + Send + Sync>),
}

/// A refusal that can travel between threads.
pub trait Refused: Refuse + Send + Sync {}
impl<T: Refuse + Send + Sync> Refused for T {}

impl Failure {
    /// Not now.
    pub fn unavailable() -> Failure {
        Failure::Unavailable { wait_seconds: 2 }
    }

    /// An error of a library.
    pub fn fault(error: impl Error + Send + Sync + 'static) -> Failure {
        Failure::Fault(Box::new(error))
    }

    /// An error that is boxed already.
    pub fn boxed(error: Box<dyn Error + Send + Sync>) -> Failure {
        Failure::Fault(error)
    }

    /// Something that can't be, said in a sentence.
    pub fn broken(what: impl Into<String>) -> Failure {
        Failure::Fault(what.into().into())
    }

    /// The code of a refusal, none for everything else.
    pub fn code(&self) -> Option<&'static str> {
        match self {
            Failure::Refused(refusal) => Some(refusal.shape().code),
            _ => None,
        }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Failure::Refused(refusal) => f.write_str(refusal.shape().code),
            Failure::NotFound => f.write_str("not found"),
            Failure::Unavailable { wait_seconds } => write!(f, "unavailable for {wait_seconds} s"),
            Failure::Fault(error) => write!(f, "{error}"),
        }
    }
}
impl Error for Failure {}

impl From<diesel::result::Error> for Failure {
    fn from(error: diesel::result::Error) -> Failure {
        use diesel::result::{DatabaseErrorKind as Cause, Error as Db};
        match error {
            Db::NotFound => Failure::NotFound,
            Db::DatabaseError(
                Cause::ClosedConnection | Cause::UnableToSendCommand | Cause::SerializationFailure,
                _,
            )
            | Db::BrokenTransactionManager
            | Db::RollbackErrorOnCommit { .. } => Failure::unavailable(),
            Db::DatabaseError(_, ref facts) if is_passing(facts.message()) => {
                tracing::error!(error = %error, "the database can't serve now");
                Failure::unavailable()
            }
            other => Failure::fault(other),
        }
    }
}

/// Full disks, locks and shutdowns pass; the request may be sent again.
fn is_passing(message: &str) -> bool {
    const PASSING: [&str; 10] = [
        "database or disk is full",
        "disk I/O error",
        "database is locked",
        "readonly database",
        "unable to open database file",
        "No space left on device",
        "server closed the connection",
        "terminating connection",
        "canceling statement",
        "deadlock detected",
    ];
    PASSING.iter().any(|passing| message.contains(passing))
}

impl From<diesel::ConnectionError> for Failure {
    fn from(error: diesel::ConnectionError) -> Failure {
        tracing::error!(%error, "no database connection");
        Failure::unavailable()
    }
}

impl From<serde_json::Error> for Failure {
    fn from(error: serde_json::Error) -> Failure {
        Failure::fault(error)
    }
}

impl From<std::io::Error> for Failure {
    fn from(error: std::io::Error) -> Failure {
        Failure::fault(error)
    }
}

domain::refusals! {
    /// Refusals of the doors themselves.
    pub enum DoorRefusal {
        /// Nobody is logged in.
        LoginNeeded => "kernel.login-needed", "ACC-01", Unauthenticated;
        /// Logged in, but not with this right.
        Forbidden => "kernel.forbidden", "ORG-09", Forbidden;
        /// A form field that can't be read.
        BadForm { field: String } => "kernel.bad-form", "ENT-04", Invalid;
        /// The same key with another content.
        KeyReused => "kernel.key-reused", "API-03", Invalid;
        /// The request came from another site's page.
        CrossSite => "kernel.cross-site", "ACC-05", Forbidden;
        /// More than may be sent.
        TooLarge { bytes_max: i64 } => "kernel.too-large", "REG-09", Invalid;
        /// Too many requests.
        TooMany { wait_seconds: i64 } => "kernel.too-many", "PUB-04", TooMany;
        /// Not on simulated data only.
        SimulatedOnly => "kernel.simulated-only", "MSG-04", Forbidden;
    }
}

/// Lists every concept's refusals once: `?` lifts them into `Failure`, and the law of words walks over them.
macro_rules! refusals_of {
    ($($refusals:path),+ $(,)?) => {
        $(impl From<$refusals> for Failure {
            fn from(refusal: $refusals) -> Failure {
                Failure::Refused(Box::new(refusal))
            }
        })+
        /// The shape of every refusal that any door can answer with.
        pub fn shapes() -> Vec<Shape> {
            [$(<$refusals>::ALL),+].concat()
        }
    };
}
refusals_of! {
    DoorRefusal,
    crate::account::OperatorRefusal,
    crate::kernel::blobs::BlobRefusal,
    crate::rotation::RotationRefusal,
    crate::setup::SetupRefusal,
    domain::account::AgreementRefusal,
    domain::account::AppealRefusal,
    domain::account::ContactRefusal,
    domain::account::EmailRefusal,
    domain::account::HumanCheckRefusal,
    domain::account::LockRefusal,
    domain::account::PasskeyRefusal,
    domain::account::OutsideRefusal,
    domain::account::PasswordRefusal,
    domain::account::PhoneRefusal,
    domain::account::RegistrationRefusal,
    domain::account::SecondFactorRefusal,
    domain::account::SessionRefusal,
    domain::account::SmsRefusal,
    domain::account::SuspensionRefusal,
    domain::account::AdministrationRefusal,
    domain::account::UserNameRefusal,
    domain::activity::ActivityRefusal,
    domain::audit::AuditRefusal,
    domain::attendance::AttendanceRefusal,
    domain::card::CardRefusal,
    domain::certificate::CertificateRefusal,
    domain::closing::ClosingRefusal,
    domain::consent::ConsentRefusal,
    domain::disclosure::DisclosureRefusal,
    domain::enrolment::EnrolmentRefusal,
    domain::handout::HandoutRefusal,
    domain::help::HelpRefusal,
    domain::hours::HoursRefusal,
    domain::kernel::TextRefusal,
    domain::objection::ObjectionRefusal,
    domain::organisation::KindRefusal,
    domain::organisation::MembershipRefusal,
    domain::organisation::OrganisationRefusal,
    domain::organisation::RegistrationRefusal,
    domain::organisation::TreeRefusal,
    domain::region::RegionRefusal,
    domain::sso::ClientRefusal,
    domain::sso::SsoRefusal,
    domain::record::RecordRefusal,
    domain::roster::RosterRefusal,
    domain::volunteer::AgeRefusal,
    domain::volunteer::CheckRefusal,
    domain::volunteer::DocumentRefusal,
    domain::volunteer::NameRefusal,
    domain::volunteer::RealNameRefusal,
}

/// A refusal of one form field; the page shows it beside the field.
#[derive(Debug)]
pub struct FieldRefused {
    pub field: &'static str,
    pub refusal: Box<dyn Refused>,
}

impl Refuse for FieldRefused {
    fn shape(&self) -> Shape {
        self.refusal.shape()
    }
    fn facts(&self) -> Vec<(&'static str, Fact)> {
        let mut facts = self.refusal.facts();
        facts.push(("field", Fact::Text(self.field.to_owned())));
        facts
    }
}

impl<R: Refused + 'static> From<(&'static str, R)> for Failure {
    fn from((field, refusal): (&'static str, R)) -> Failure {
        Failure::Refused(Box::new(FieldRefused { field, refusal: Box::new(refusal) }))
    }
}

/// The HTTP status of a kind of refusal.
pub fn status(kind: Kind) -> u16 {
    match kind {
        Kind::Invalid => 422,
        Kind::Conflict => 409,
        Kind::Forbidden => 403,
        Kind::Unauthenticated => 401,
        Kind::TooMany => 429,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use diesel::result::{DatabaseErrorKind as Cause, Error as Db};

    fn database(cause: Cause, message: &str) -> Db {
        Db::DatabaseError(cause, Box::new(message.to_owned()))
    }

    #[test]
    fn a_lost_connection_passes_and_a_wrong_statement_is_a_fault() {
        let lost = || Box::new(database(Cause::ClosedConnection, "server closed the connection unexpectedly"));
        let passing = [
            Db::BrokenTransactionManager,
            Db::RollbackErrorOnCommit { rollback_error: lost(), commit_error: lost() },
            database(Cause::UnableToSendCommand, "no connection to the server"),
            database(Cause::Unknown, "terminating connection due to administrator command"),
            database(Cause::Unknown, "deadlock detected"),
        ];
        for error in passing {
            let said = error.to_string();
            assert!(matches!(Failure::from(error), Failure::Unavailable { .. }), "{said}");
        }
        for error in [Db::AlreadyInTransaction, database(Cause::UniqueViolation, "duplicate key")] {
            let said = error.to_string();
            assert!(matches!(Failure::from(error), Failure::Fault(_)), "{said}");
        }
        assert!(matches!(Failure::from(Db::NotFound), Failure::NotFound));
    }
}
