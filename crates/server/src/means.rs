//! What the slices need besides the kernel's engine: settings, keys, hashers, files, kept pages.

use crate::{
    account::Outside,
    certificate::Printer,
    disclosure::Readers,
    kernel::{
        blobs::Blobs,
        config::{Network, Tls, client_address},
        crypto::Keys,
        hashers::{HashParams, Hashers},
        outward::Outward,
        watch::Watch,
        web::PageCache,
        words::Locale,
    },
    notice::{Mailer, ShortMessages},
    sso::Signers,
    volunteer::IdentityProvider,
};
use axum::http::HeaderMap;
use std::{
    error::Error,
    net::IpAddr,
    path::Path,
    sync::{
        OnceLock, PoisonError, RwLock,
        atomic::{AtomicBool, Ordering},
    },
};

/// Handed to every slice by the office.
pub struct Means {
    pub settings: WebSettings,
    /// What the set-up decided.
    pub site: Site,
    pub pages: PageCache,
    /// How much of the public part each address reads.
    pub readers: Readers,
    pub keys: Keys,
    pub hashers: Hashers,
    pub blobs: Blobs,
    /// Calls providers and connected platforms.
    pub outward: Outward,
    /// Counts refusals that look like an attack.
    pub watch: Watch,
    /// What the tokens of 一号通 are signed with.
    pub signers: Signers,
    /// Sends mails; without one they go to the outbox.
    pub mailer: OnceLock<Mailer>,
    /// Sends text messages; without one they go to the outbox.
    pub short_messages: OnceLock<ShortMessages>,
    /// Says whether name and number belong together; without one the simulator does.
    pub identity: OnceLock<IdentityProvider>,
    /// Accounts elsewhere by which people log in.
    pub outside: OnceLock<Outside>,
    /// Makes certificates, lists and cards.
    pub printer: Printer,
}

/// What the web needs to know of the deployment.
#[derive(Debug, Clone)]
pub struct WebSettings {
    /// Served over HTTPS, so cookies are `__Host-` ones.
    pub secure: bool,
    /// The address that links in messages and QR codes begin with.
    pub origin: String,
    pub site_name: String,
    /// Where HTTPS comes from, if this program speaks it itself.
    pub tls: Tls,
    /// Who publishes the platform.
    pub publisher: Publisher,
    /// Proxies whose word about the client's address is taken.
    pub trusted_proxies: Vec<Network>,
    /// Networks, besides public addresses, in which connected platforms may be called.
    pub platform_networks: Vec<Network>,
}

/// What every page says of who publishes it (ACC-15); what is empty isn't shown.
#[derive(Debug, Clone, Default)]
pub struct Publisher {
    /// The filing number of the site (ICP 备案).
    pub icp_filing: String,
    /// The filing number at the police (公安备案).
    pub police_filing: String,
    /// Whom to ask about personal data.
    pub privacy_contact: String,
}

/// What the set-up decided, as this process last read it.
#[derive(Default)]
pub struct Site {
    name: RwLock<String>,
    awaits_set_up: AtomicBool,
}

impl Site {
    /// Calls the platform by the name of the set-up; empty for ours.
    pub fn rename(&self, name: String) {
        *self.name.write().unwrap_or_else(PoisonError::into_inner) = name;
    }

    fn name(&self) -> String {
        self.name.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Whether nothing but the set-up is shown.
    pub fn awaits_set_up(&self) -> bool {
        self.awaits_set_up.load(Ordering::Acquire)
    }

    /// From now on nothing but the set-up is shown.
    pub fn close(&self) {
        self.awaits_set_up.store(true, Ordering::Release);
    }

    /// From now on everything is shown.
    pub fn open(&self) {
        self.awaits_set_up.store(false, Ordering::Release);
    }
}

impl WebSettings {
    /// The client's address: the peer itself, or what a trusted proxy says of it.
    pub fn client_address(&self, peer: Option<IpAddr>, headers: &HeaderMap) -> String {
        let Some(peer) = peer else { return "local".to_owned() };
        let forwarded = headers.get_all("x-forwarded-for").into_iter().filter_map(|value| value.to_str().ok());
        client_address(peer, forwarded, &self.trusted_proxies).to_string()
    }
}

impl Means {
    /// Opens the folder of files and starts the hashers; the folder of fonts needs not be there.
    pub fn open(
        settings: WebSettings,
        keys: Keys,
        (blobs, fonts): (&Path, &Path),
        hashing: HashParams,
    ) -> Result<Means, Box<dyn Error + Send + Sync>> {
        let hashers = Hashers::new(hashing, keys.password_pepper())?;
        let blobs = Blobs::open(blobs, &keys)?;
        let outward = Outward::new(settings.platform_networks.clone())?;
        let printer = Printer::new(std::env::current_exe()?, fonts.to_owned());
        Ok(Means {
            settings,
            site: Site::default(),
            pages: PageCache::default(),
            readers: Readers::default(),
            keys,
            hashers,
            blobs,
            outward,
            watch: Watch::default(),
            signers: Signers::default(),
            mailer: OnceLock::new(),
            short_messages: OnceLock::new(),
            identity: OnceLock::new(),
            outside: OnceLock::new(),
            printer,
        })
    }

    /// Means of a small deployment on loopback, for stories: hashes cost next to nothing.
    #[expect(clippy::expect_used, reason = "a story without its folder can't be told")]
    pub fn for_tests(folder: &Path) -> Means {
        let origin = "http://localhost".to_owned();
        let (site_name, publisher, trusted_proxies) = (String::new(), Publisher::default(), Vec::new());
        let (secure, tls, platform_networks) = (false, Tls::Off, Network::this_machine());
        let settings = WebSettings { secure, origin, site_name, tls, publisher, trusted_proxies, platform_networks };
        let hashing = HashParams { memory_kib: 64, passes: 1, threads: 2, queue: 256 };
        let folders = ["keys", "blobs", "fonts"].map(|name| folder.join(name));
        let [keys, blobs, fonts] = &folders;
        let keys = Keys::load_or_create(keys, None).expect("a folder to write in");
        Means::open(settings, keys, (blobs, fonts), hashing).expect("a folder to write in")
    }

    /// The platform's name: the setting's, the set-up's, or ours.
    pub fn site_name(&self, locale: Locale) -> String {
        let given = self.site.name();
        match (self.settings.site_name.as_str(), given.as_str(), locale) {
            ("", "", Locale::ZhCn) => "善时".to_owned(),
            ("", "", Locale::En) => "Goodhours".to_owned(),
            ("", name, _) | (name, _, _) => name.to_owned(),
        }
    }
}
