//! The retention schedule: what personal data there is, and how long it is kept. The privacy page reads this table, and so does the
//! code that forgets: neither states a time of its own.

use crate::{account::appeal::PAPERS_KEPT_DAYS, closing::COOL_OFF_DAYS, handout, help::KEPT_DAYS, roster};

/// Service records stay at least this long (志愿服务条例; the evaluation of volunteers asks for them for years).
pub const SERVICE_YEARS_MIN: i64 = 10;
/// The trail of acts stays at least this long (网络安全法: network logs of six months).
pub const TRAIL_MONTHS_MIN: i64 = 6;
/// Codes, locks, wrong tries and keys of repeated calls are forgotten after so many days. The longest that anything of it is looked at is
/// two days (the end of a lock and a day beyond); the rest is for those who look into a complaint.
pub const TRIES_DAYS: i64 = 7;
/// Backups older than this are destroyed, by whoever operates the platform: until then they still hold what was erased meanwhile.
pub const BACKUP_DAYS_MAX: i64 = 90;

crate::named! {
    /// Kinds of personal data.
    pub enum Data {
        /// Document, real name, birth date, and what else the real-name form asks for.
        Identity = 1, "identity";
        /// Phone, e-mail address.
        Contacts = 2, "contacts";
        /// Password (as a hash), user name, devices, sessions.
        Login = 3, "login";
        /// Belongings, sign-ups, presences, hours.
        Service = 4, "service";
        /// The position at a sign-in, where it was agreed to.
        Position = 5, "position";
        /// ID photo and certificates.
        Papers = 6, "papers";
        Messages = 7, "messages";
        /// Codes, wrong tries, addresses of repeated calls.
        Tries = 8, "tries";
        /// Agreements and consents: what was agreed to, and when.
        Consents = 9, "consents";
        /// Who looked at identity data or changed rights, with the address they came from.
        Trail = 10, "trail";
        Backups = 11, "backups";
        /// What somebody writes to get back into an account, and pictures of their document.
        Appeals = 12, "appeals";
        /// Questions with their answers, once they are closed.
        Tickets = 13, "tickets";
        /// Who an organisation entered and who never took it up.
        Rosters = 14, "rosters";
        /// Picture, address, skills and offers of service, which people add of their own accord.
        About = 15, "about";
        /// Lists that a steward took out as a file: the file itself. That it was, and who was in it, is part of the trail.
        Handouts = 16, "handouts";
        /// What somebody hands in to learn what there is in their name.
        Records = 17, "records";
    }
}

/// How long something is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Keep {
    /// Until the account is closed, and then so many days to change one's mind.
    UntilClosed {
        days: i64,
    },
    /// At least so many years; under a pseudonym once the account is closed.
    Years {
        least: i64,
    },
    Months {
        least: i64,
    },
    Days {
        most: i64,
    },
}

impl Keep {
    /// The stable name, in word keys.
    pub const fn name(self) -> &'static str {
        match self {
            Keep::UntilClosed { .. } => "until-closed",
            Keep::Years { .. } => "years",
            Keep::Months { .. } => "months",
            Keep::Days { .. } => "days",
        }
    }

    /// The number in its words.
    pub const fn count(self) -> i64 {
        match self {
            Keep::UntilClosed { days } => days,
            Keep::Years { least } | Keep::Months { least } => least,
            Keep::Days { most } => most,
        }
    }
}

impl Data {
    /// How long it is kept.
    pub const fn keep(self) -> Keep {
        match self {
            Data::Identity | Data::Contacts | Data::Login | Data::Papers | Data::Messages | Data::About => {
                Keep::UntilClosed { days: COOL_OFF_DAYS }
            }
            Data::Service | Data::Position | Data::Consents => Keep::Years { least: SERVICE_YEARS_MIN },
            Data::Trail => Keep::Months { least: TRAIL_MONTHS_MIN },
            Data::Tries => Keep::Days { most: TRIES_DAYS },
            Data::Backups => Keep::Days { most: BACKUP_DAYS_MAX },
            Data::Appeals => Keep::Days { most: PAPERS_KEPT_DAYS },
            Data::Tickets => Keep::Days { most: KEPT_DAYS },
            Data::Rosters => Keep::Days { most: roster::KEPT_DAYS },
            Data::Handouts => Keep::Days { most: handout::KEPT_HOURS / 24 },
            Data::Records => Keep::Days { most: PAPERS_KEPT_DAYS },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // rules: ACC-15
    #[test]
    fn everything_has_its_time_and_the_law_s_times_are_kept() {
        assert_eq!(Data::Service.keep(), Keep::Years { least: 10 });
        assert_eq!(Data::Trail.keep(), Keep::Months { least: 6 });
        assert_eq!(Data::Identity.keep(), Keep::UntilClosed { days: 15 });
        assert_eq!(Data::Appeals.keep(), Keep::Days { most: 30 });
        assert_eq!(Data::Tickets.keep(), Keep::Days { most: 90 });
        assert_eq!(Data::About.keep(), Keep::UntilClosed { days: 15 });
        assert_eq!(Data::Rosters.keep(), Keep::Days { most: 90 });
        assert_eq!(Data::Handouts.keep(), Keep::Days { most: 1 });
        assert_eq!(Data::Records.keep(), Keep::Days { most: 30 });
        assert!(Data::ALL.iter().all(|data| data.keep().count() > 0));
    }
}
