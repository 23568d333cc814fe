//! `goodhours admin`: what the operator does to accounts without the web, such as when the only owner lost their password. It works
//! beside a running server, which then does it, and without one. Every act is in the trail.

use super::{say, tell};
use crate::{
    account::{Appointment, Divide, Operation, Unite},
    kernel::{config::Settings, crypto::read_secret},
    serve::{Errand, Reply, ask, send},
    start::Trouble,
};
use domain::account::Post;
use std::path::{Path, PathBuf};

/// What `admin` is given.
#[derive(clap::Args)]
pub struct Args {
    #[command(subcommand)]
    act: Act,
}

/// One act; people are named by their mobile number.
#[derive(clap::Subcommand)]
enum Act {
    /// Make an account that owns the platform; on empty data it stands for the set-up
    Owner {
        #[command(flatten)]
        settings: Box<Settings>,
        /// The mobile number that the account logs in with
        #[arg(long)]
        phone: String,
        /// The name that others see
        #[arg(long)]
        name: String,
        /// File that holds the password; only its owner may read it
        #[arg(long, value_name = "FILE")]
        password_file: PathBuf,
    },
    /// Give somebody a platform role, or take it
    Role {
        #[command(flatten)]
        settings: Box<Settings>,
        #[arg(long)]
        phone: String,
        #[arg(value_enum)]
        role: PlatformRole,
    },
    /// Divide the owner's work among three administrators of whom nobody holds two
    Divide {
        #[command(flatten)]
        settings: Box<Settings>,
        /// Who connects platforms and looks after the installation
        #[arg(long, value_name = "PHONE")]
        system: String,
        /// Who decides about accounts, roles and logins
        #[arg(long, value_name = "PHONE")]
        security: String,
        /// Who reads the trail
        #[arg(long, value_name = "PHONE")]
        audit: String,
    },
    /// Put it together again under one owner; the three become stewards of the platform
    Unite {
        #[command(flatten)]
        settings: Box<Settings>,
        #[arg(long)]
        phone: String,
    },
    /// Set a new password and end all sessions of somebody
    Password {
        #[command(flatten)]
        settings: Box<Settings>,
        #[arg(long)]
        phone: String,
        /// File that holds the new password; only its owner may read it
        #[arg(long, value_name = "FILE")]
        password_file: PathBuf,
    },
    /// Suspend an account: it can't log in, and its sessions end
    Lock {
        #[command(flatten)]
        settings: Box<Settings>,
        #[arg(long)]
        phone: String,
    },
    /// Let a suspended account log in again
    Unlock {
        #[command(flatten)]
        settings: Box<Settings>,
        #[arg(long)]
        phone: String,
    },
    /// Take the second factor of somebody who lost it with all their codes; their sessions end
    SecondFactor {
        #[command(flatten)]
        settings: Box<Settings>,
        #[arg(long)]
        phone: String,
    },
    /// Make the next keys that the tokens of connected platforms are signed with; they sign in a day
    RotateSigningKeys {
        #[command(flatten)]
        settings: Box<Settings>,
    },
    /// Print a new address of the set-up of a running server
    Setup {
        #[command(flatten)]
        settings: Box<Settings>,
    },
}

/// What somebody may do on the whole platform.
#[derive(Debug, Clone, Copy, clap::ValueEnum)]
enum PlatformRole {
    None,
    Support,
    Steward,
    Owner,
    /// Once the work is divided, as the next two
    System,
    Security,
    Audit,
}

impl PlatformRole {
    const fn post(self) -> Option<Post> {
        match self {
            PlatformRole::None => None,
            PlatformRole::Support => Some(Post::Support),
            PlatformRole::Steward => Some(Post::Steward),
            PlatformRole::Owner => Some(Post::Owner),
            PlatformRole::System => Some(Post::System),
            PlatformRole::Security => Some(Post::Security),
            PlatformRole::Audit => Some(Post::Audit),
        }
    }
}

/// Carries out one act.
pub async fn run(args: Args) -> Result<(), Trouble> {
    let (settings, operation) = match args.act {
        Act::Owner { settings, phone, name, password_file } => {
            (settings, Operation::Owner { phone, nickname: name, password: password(&password_file)? })
        }
        Act::Role { settings, phone, role } => (settings, Operation::Role(Appointment { phone, post: role.post() })),
        Act::Divide { settings, system, security, audit } => {
            (settings, Operation::Divide(Divide { system, security, audit }))
        }
        Act::Unite { settings, phone } => (settings, Operation::Unite(Unite { phone })),
        Act::Password { settings, phone, password_file } => {
            (settings, Operation::Password { phone, password: password(&password_file)? })
        }
        Act::Lock { settings, phone } => (settings, Operation::Lock { phone }),
        Act::Unlock { settings, phone } => (settings, Operation::Unlock { phone }),
        Act::SecondFactor { settings, phone } => (settings, Operation::SecondFactor { phone }),
        Act::RotateSigningKeys { settings } => return done(send(&settings, Errand::RotateKeys).await?),
        Act::Setup { settings } => return invite(&settings).await,
    };
    done(send(&settings, Errand::Operate(operation)).await?)
}

fn done(reply: Reply) -> Result<(), Trouble> {
    match reply {
        Reply::Done => {
            tell("done");
            Ok(())
        }
        other => Err(unexpected(other)),
    }
}

async fn invite(settings: &Settings) -> Result<(), Trouble> {
    match ask(&settings.data, &Errand::Invite).await? {
        Some(Reply::Invited(Some(address))) => {
            say(&address);
            Ok(())
        }
        Some(Reply::Invited(None)) => Err("the platform is set up already".into()),
        Some(other) => Err(unexpected(other)),
        None => Err("nobody serves this data folder; `goodhours serve` prints the address when it starts".into()),
    }
}

fn unexpected(reply: Reply) -> Trouble {
    match reply {
        Reply::Refused(why) => why.into(),
        Reply::Done | Reply::Now(_) | Reply::Invited(_) | Reply::Keys(_) => "the server answered something else".into(),
    }
}

fn password(file: &Path) -> Result<String, Trouble> {
    Ok(read_secret(file)?.expose().clone())
}
