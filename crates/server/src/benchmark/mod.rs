//! `goodhours bench`: what one kind of request costs on this machine, how it holds up under a crowd, and what a power cut takes.
//!
//! A benchmark starts the shipped program as a child with its shipped configuration, on data that is made for it in a folder of
//! its own, sends the requests that phones would send, and reads the child's CPU time. Where there is a floor (crate `bench`), the
//! two are measured in turns within the same run. Nothing here is used by the server.

mod details;
mod exchange;
mod kills;
mod login;
mod page;
mod province;
mod rush;
mod session;
mod sign;
mod site;

use crate::start::Trouble;
use bench::Report;
use std::path::PathBuf;

/// Connections of the crowd that signs in, signs out or reads.
const CONNECTIONS: usize = 128;

/// What to measure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Name {
    /// Sign in by rotating code
    Signin,
    /// Sign out, and have the minutes credited
    Signout,
    /// More people than places
    SignupRush,
    /// An activity's page: kept, made anew, and for somebody who is logged in
    PublicPage,
    /// A detail list of 3,000 rows beside readers
    Details,
    /// Log in by password, and a storm of 2,000
    Login,
    /// Exchange a code of a connected platform for tokens
    Exchange,
    /// Recognise a session
    Session,
}

/// How much data lies around, and how long is measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Scale {
    #[value(name = "S")]
    Small,
    #[value(name = "M")]
    Middle,
    #[value(name = "L")]
    Large,
}

/// One benchmark as it was asked for.
#[derive(Debug, Clone)]
pub struct Plan {
    pub name: Name,
    pub scale: Scale,
    /// PostgreSQL instead of SQLite; a schema is made in it and dropped at the end.
    pub database_url: Option<String>,
    /// How often the server is killed in mid-load, for the two that sign.
    pub kills: u32,
    /// Where the data is put; its disk is what is measured.
    pub folder: PathBuf,
}

impl Name {
    /// The name in the result line.
    pub fn name(self) -> &'static str {
        match self {
            Name::Signin => "signin",
            Name::Signout => "signout",
            Name::SignupRush => "signup-rush",
            Name::PublicPage => "public-page",
            Name::Details => "details",
            Name::Login => "login",
            Name::Exchange => "exchange",
            Name::Session => "session",
        }
    }
}

impl Scale {
    /// The letter in the result line.
    pub fn name(self) -> &'static str {
        match self {
            Scale::Small => "S",
            Scale::Middle => "M",
            Scale::Large => "L",
        }
    }

    /// Volunteers, each with ten entries of earlier days.
    fn people(self) -> u64 {
        match self {
            Scale::Small => 10_000,
            Scale::Middle => 1_000_000,
            Scale::Large => 10_000_000,
        }
    }

    /// Pairs of blocks, and requests in each block.
    fn blocks(self) -> (usize, u64) {
        match self {
            Scale::Small => (6, 4_000),
            Scale::Middle => (10, 20_000),
            Scale::Large => (10, 50_000),
        }
    }

    /// People who want a place, and places.
    fn rush(self) -> (u64, u64) {
        match self {
            Scale::Small => (2_000, 50),
            Scale::Middle => (20_000, 50),
            Scale::Large => (100_000, 500),
        }
    }
}

/// Runs a benchmark; takes from seconds (S) to hours (L, most of it making the data).
pub fn run(plan: &Plan) -> Result<Report, Trouble> {
    match plan.name {
        Name::Signin => sign::run(plan, sign::Way::In),
        Name::Signout => sign::run(plan, sign::Way::Out),
        Name::SignupRush => rush::run(plan),
        Name::PublicPage => page::run(plan),
        Name::Details => details::run(plan),
        Name::Login => login::run(plan),
        Name::Exchange => exchange::run(plan),
        Name::Session => session::run(plan),
    }
}
