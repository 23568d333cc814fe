//! Puts the office together, in one place for every command: the data folder and its lock, the database in this version's shape,
//! the clock, the ids of this node, keys, hashers and files. It serves nothing yet (see `serve`).

mod folder;
mod ticks;

pub use crate::kernel::node::{NoNode, Node};
pub use folder::{DataFolder, FolderTaken};
pub use ticks::{keep_marks, step_clock};

use crate::{
    account::Outside,
    app,
    kernel::{
        clock::Clock,
        config::{Database, Exposure, Network, Settings},
        crypto::Keys,
        db::{Conn, Db, Engine, Target, Tuning, Urgency, migrate},
        failure::Answer,
        ids::Ids,
        log::{Anchor, LogKeys},
        office::{Desk, Office},
        sequencer::Sequencer,
        session::Sessions,
        setting,
    },
    means::{Means, WebSettings},
    notice::{Mailer, ShortMessages},
    setup,
    volunteer::IdentityProvider,
};
use std::{path::PathBuf, sync::Arc};
use tokio::sync::Notify;

/// Why a command can't go on; the text is for the operator.
pub type Trouble = Box<dyn std::error::Error + Send + Sync>;

/// The data can't be read with these keys.
#[derive(Debug, thiserror::Error)]
#[error("{} does not hold the keys that the data was made with; put them there from where you keep them", .0.display())]
pub struct OtherKeys(PathBuf);

/// The setting with the fingerprint of the keys.
const KEYS: &str = "keys";

/// What becomes of the clock of a database that is empty.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NewClock {
    /// The machine's; can never be stepped.
    Real,
    /// One that `goodhours clock` steps; every page says so and no real provider is called.
    Simulated,
}

/// An office and what must live as long as it does.
pub struct Started {
    pub office: Office,
    /// Works once it is started; `guard` is to be asked before anything is served.
    pub sequencer: Sequencer,
    pub folder: DataFolder,
    pub node: Node,
    pub exposure: Exposure,
    pub target: Target,
}

/// The database that the settings name.
pub fn target(settings: &Settings) -> Result<Target, Trouble> {
    Ok(match settings.database()? {
        Database::Sqlite(path) => Target::Sqlite(path),
        Database::Postgres(url) => Target::Postgres(url.expose().clone()),
    })
}

/// Opens the office on the data folder of the settings; the folder is made when it isn't there.
pub async fn open(settings: &Settings, clock: NewClock) -> Result<Started, Trouble> {
    let exposure = settings.exposure()?;
    let folder = DataFolder::take(&settings.data)?;
    let target = target(settings)?;
    migrate(&target)?;
    let engine = target.engine();
    let db = Db::open(&target, Tuning::of(engine))?;
    let holder = folder.holder().to_owned();
    let now = Clock::real().now();
    let node = db.write(move |conn| Node::take(conn, &holder, now), Urgency::Now).await?.ok_or(NoNode)?;
    let clock = db.write(move |conn| remembered_clock(conn, clock), Urgency::Now).await?;
    let number = node.number();
    let mark = db.read(move |conn| ticks::id_mark(conn, number)).await?;
    let web = WebSettings {
        secure: exposure.is_secure,
        origin: exposure.origin.to_string(),
        site_name: settings.site_name.clone(),
        tls: exposure.tls.clone(),
        publisher: settings.publisher(),
        trusted_proxies: settings.trusted_proxies.clone(),
        platform_networks: platform_networks(settings, &clock),
    };
    let kept = db.read(|conn| setting::get(conn, KEYS)).await?;
    if kept.is_some() && !Keys::exist(&settings.keys_dir()) {
        return Err(OtherKeys(settings.keys_dir()).into());
    }
    let keys = Keys::load_or_create(&settings.keys_dir(), settings.master_key()?)?;
    let means = Means::open(web, keys, (&settings.blobs_dir(), &settings.fonts_dir()), settings.hash_params())?;
    let fingerprint = means.keys.fingerprint();
    match kept {
        Some(kept) if kept != fingerprint => return Err(OtherKeys(settings.keys_dir()).into()),
        Some(_) => {}
        None => db.write(move |conn| setting::put(conn, KEYS, &fingerprint), Urgency::Now).await?,
    }
    connect(&means, settings, &clock)?;
    let (ids, sessions, work) = (Ids::new(number, mark), Sessions::new(engine), Notify::new());
    let office = Office::new(Desk { db, clock, ids, sessions, work, means });
    ticks::write_mark(&office, number, ticks::AHEAD_SECONDS).await?;
    setup::recall(&office).await?;
    let anchor = settings.data.join("log");
    std::fs::create_dir_all(&anchor)?;
    let (keys, anchor) = (Arc::new(LogKeys::of(&office.means.keys)), Anchor::new(&anchor));
    let sequencer = Sequencer::new(office.clone(), keys, anchor, app::SOURCES, folder.holder().to_owned());
    Ok(Started { office, sequencer, folder, node, exposure, target })
}

/// Where connected platforms may be called; those of simulated data run on this machine.
fn platform_networks(settings: &Settings, clock: &Clock) -> Vec<Network> {
    let own = if clock.is_simulated() { Network::this_machine() } else { Vec::new() };
    settings.platform_networks.iter().copied().chain(own).collect()
}

/// Connects what the settings name. Simulated people have nobody's addresses and numbers: nothing of theirs leaves the outbox.
fn connect(means: &Means, settings: &Settings, clock: &Clock) -> Result<(), Trouble> {
    let (smtp, sms, identity) = (settings.smtp()?, settings.providers.sms()?, settings.providers.identity()?);
    let outside = Outside::new(&settings.outside)?;
    if !clock.is_simulated() || outside.is_here() {
        drop(means.outside.set(outside));
    }
    if clock.is_simulated() {
        return Ok(());
    }
    if let Some(smtp) = smtp {
        drop(means.mailer.set(Mailer::new(&smtp)?));
    }
    if let Some(sms) = sms {
        drop(means.short_messages.set(ShortMessages::new(sms)));
    }
    if let Some(identity) = identity {
        drop(means.identity.set(IdentityProvider::new(identity)));
    }
    Ok(())
}

/// The clock that the database was made with; an empty one remembers `new` from now on.
fn remembered_clock(conn: &mut Conn, new: NewClock) -> Answer<Clock> {
    let kept = setting::get(conn, ticks::CLOCK)?;
    let text = match (kept, new) {
        (Some(text), _) => text,
        (None, NewClock::Real) => ticks::REAL.to_owned(),
        (None, NewClock::Simulated) => "0".to_owned(),
    };
    setting::put(conn, ticks::CLOCK, &text)?;
    Ok(text.parse().map_or_else(|_| Clock::real(), Clock::simulated))
}

impl Started {
    /// Whether rows are in SQLite, so that this process is the only one.
    pub fn is_alone(&self) -> bool {
        self.target.engine() == Engine::Sqlite
    }

    /// Gives back what other processes wait for; the id mark is exact again.
    pub async fn close(self) {
        let number = self.node.number();
        if let Err(failure) = ticks::write_mark(&self.office, number, 0).await {
            tracing::warn!(%failure, "the mark of the ids stays a minute ahead");
        }
        let node = self.node;
        if let Err(failure) = self.office.db.write(move |conn| node.give_back(conn), Urgency::Now).await {
            tracing::warn!(%failure, "the node number is free again when its lease ends");
        }
    }
}
