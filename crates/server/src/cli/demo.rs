//! `goodhours demo`: a small believable province, served at once.

use super::{say, tell};
use crate::{
    demo::{self, Login, SEED, Scale},
    kernel::config::Settings,
    serve::{self, bind, lan_address, log_to_stderr, qr},
    start::{self, DataFolder, NewClock, Started, Trouble},
};
use std::{
    fs, io,
    path::{Path, PathBuf},
};

/// What `demo` is given.
#[derive(clap::Args)]
pub struct Args {
    #[command(flatten)]
    settings: Settings,
    /// No prose: only the one line of JSON, as soon as possible
    #[arg(long)]
    fast: bool,
    /// Start over with new data
    #[arg(long)]
    fresh: bool,
    /// Serve phones in the same network over HTTPS, and show the address as a QR code
    #[arg(long)]
    lan: bool,
}

/// The line that says that requests are answered; `url` comes first.
#[derive(serde::Serialize)]
struct Ready<'a> {
    url: &'a str,
    logins: &'a [Login],
    /// Connected platforms.
    clients: [&'a demo::Client; 1],
}

/// What the demo makes in its folder; certificates stay.
const MADE: [&str; 7] =
    ["goodhours.sqlite", "goodhours.sqlite-wal", "goodhours.sqlite-shm", "keys", "blobs", "log", UNFINISHED];
/// There while the data is being made: what an interruption leaves is not worth keeping.
const UNFINISHED: &str = "demo-unfinished";

/// Prepares and serves; the line of JSON says where and as whom.
pub async fn run(args: Args) -> Result<(), Trouble> {
    let mut settings = args.settings;
    log_to_stderr(settings.log_format);
    if args.lan {
        let address = lan_address().ok_or("this machine has no address in a network")?;
        settings.open_to(address);
    }
    settings.exposure()?;
    let bound = bind(settings.listen)?;
    settings.listen = bound.address;
    let unfinished = settings.data.join(UNFINISHED);
    if args.fresh || unfinished.exists() {
        let _folder = DataFolder::take(&settings.data)?;
        forget(&settings.data)?;
    }
    if DataFolder::is_empty(&settings.data) {
        fs::create_dir_all(&settings.data)?;
        fs::write(&unfinished, "")?;
    }
    let prose = |line: &str| {
        if !args.fast {
            tell(line)
        }
    };
    let started = start::open(&settings, NewClock::Simulated).await?;
    if !started.office.clock.is_simulated() {
        return Err("this folder holds real data; the demo needs one of its own".into());
    }
    prose("Preparing the demo province; the first time this takes up to a minute.");
    let (logins, client) = demo::prepare(&started.office, SEED, Scale::DEMO).await?;
    // The home page counts what is sealed, so everything is when it opens.
    started.sequencer.guard().await?;
    started.sequencer.catch_up().await?;
    drop(fs::remove_file(&unfinished));
    let (fast, lan) = (args.fast, args.lan);
    serve::run(started, &settings, bound, move |started| {
        announce(started, &logins, &client);
        if !fast {
            explain(started, &logins, (&client, lan));
        }
        Ok(())
    })
    .await
}

fn forget(data: &Path) -> io::Result<()> {
    let made: Vec<PathBuf> = MADE.iter().map(|name| data.join(name)).filter(|path| path.exists()).collect();
    for path in made {
        if path.is_dir() {
            fs::remove_dir_all(path)?;
        } else {
            fs::remove_file(path)?;
        }
    }
    Ok(())
}

fn announce(started: &Started, logins: &[Login], client: &demo::Client) {
    let ready = Ready { url: started.exposure.origin.as_str(), logins, clients: [client] };
    say(&serde_json::to_string(&ready).unwrap_or_default());
}

fn explain(started: &Started, logins: &[Login], (client, lan): (&demo::Client, bool)) {
    let url = started.exposure.origin.as_str();
    tell(&format!("\nOpen {url}   (Ctrl+C ends it; the data stays)\n"));
    for login in logins {
        tell(&format!("  {:<10} {}   login {}   password {}", login.role, login.name, login.login, login.password));
    }
    tell(&format!("  {:<10} client_id {}   client_secret {}", "connected", client.client_id, client.client_secret));
    tell(
        "\nThe first volunteer is accepted for the activity that is in session now; the last one waits for the face check.",
    );
    if lan {
        tell(
            "\nPhones in the same network: scan this. The browser asks once about the certificate, which was made here.\n",
        );
        tell(&qr(url).unwrap_or_default());
    }
}
