//! Settings: flags of `serve` and `demo`, each also as `GOODHOURS_…` in the environment or as a line of the `--config` file. A flag
//! beats the environment, the environment beats the file, the file beats the default. Secrets come from files only their owner
//! can read.

mod exposure;
mod file;
mod outside;
mod providers;
mod proxy;

pub use exposure::{Exposure, Origin, Tls, exposure};
pub use file::parse;
pub use outside::{AlipaySettings, OidcSettings, OutsideSettings, WeChatApp, WeChatSettings};
pub use providers::{Cloud, ProviderSettings, SmsSettings, SmsTemplate};
pub use proxy::{Network, client_address};

use crate::kernel::{
    crypto::{FolderError, MasterKey, Secret, read_secret},
    hashers::HashParams,
};
use crate::means::Publisher;
use std::{
    net::{IpAddr, SocketAddr},
    path::PathBuf,
};

/// Why the settings can't be used; the sentence says what to change.
#[derive(Debug, thiserror::Error)]
pub enum SettingsError {
    /// Law 14: cameras, location and `__Host-` cookies need HTTPS, and passwords need it anyway.
    #[error(
        "{0} can be reached from other machines, which needs HTTPS: give --tls-cert and --tls-key, or --tls self-signed; \
         behind a proxy that has the certificate, listen on 127.0.0.1"
    )]
    NotLoopback(SocketAddr),
    #[error("--tls-cert and --tls-key belong together, and exclude --tls self-signed")]
    TlsHalves,
    #[error(
        "the public origin is https://…, but nothing here serves HTTPS and no --trusted-proxies are named that could"
    )]
    NoTlsForOrigin,
    #[error("the public origin is http://…, but this server speaks HTTPS")]
    PlainOrigin,
    #[error("--smtp-host needs --smtp-from, the sender's address")]
    NoSender,
    #[error("--smtp-user and --smtp-password-file belong together")]
    SmtpHalves,
    #[error("--sms-provider needs --sms-key-id, --sms-secret-file, --sms-sign-name and --sms-templates")]
    SmsAccount,
    #[error("--sms-provider tencent needs --sms-app-id")]
    NoAppId,
    #[error("a template is KIND=TEMPLATE:FACT+FACT, such as code=SMS_154950909:code; {0} isn't one")]
    Template(String),
    #[error("--sms-templates needs one for `code` that holds the fact `code`, such as code=SMS_154950909:code")]
    NoCodeTemplate,
    #[error("--identity-provider needs --identity-key-id and --identity-secret-file")]
    IdentityAccount,
    #[error("--oidc-issuer and --oidc-client-id belong together")]
    OidcHalves,
    #[error("an issuer is https://…, without a query; http:// is for this machine only; {0} isn't one")]
    Issuer(String),
    #[error("an AppID of WeChat and the file of its secret belong together")]
    WeChatHalves,
    #[error("--alipay-app-id, --alipay-key-file and --alipay-public-key-file belong together")]
    AlipayHalves,
    #[error("Alipay's public key can't be read: {0}")]
    AlipayPublicKey(std::io::Error),
    #[error("the master key comes from --master-key-file or from GOODHOURS_MASTER_KEY, not from both")]
    TwoMasterKeys,
    #[error("the master key is 64 hexadecimal digits, such as `openssl rand -hex 32` prints")]
    NotAMasterKey,
    #[error(transparent)]
    Secret(#[from] FolderError),
}

/// What a deployment can set. Defaults are for one machine with SQLite.
#[derive(Clone, clap::Args)]
pub struct Settings {
    /// Address and port to serve on
    #[arg(long, env = "GOODHOURS_LISTEN", value_name = "ADDR", default_value = "127.0.0.1:8080")]
    pub listen: SocketAddr,
    /// Folder of the database, the blobs and the keys
    #[arg(long, env = "GOODHOURS_DATA", value_name = "DIR", default_value = "goodhours-data")]
    pub data: PathBuf,
    /// PostgreSQL instead of SQLite: postgres://…
    #[arg(long, env = "GOODHOURS_DATABASE_URL", value_name = "URL", hide_env_values = true)]
    database_url: Option<String>,
    /// File that holds the database address, when it contains a password
    #[arg(long, env = "GOODHOURS_DATABASE_URL_FILE", value_name = "FILE")]
    database_url_file: Option<PathBuf>,
    /// File with these settings, one `name = value` a line
    #[arg(long, env = "GOODHOURS_CONFIG", value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// Folder of the keys, better on another disk than the data [default: DATA/keys]
    #[arg(long, env = "GOODHOURS_KEYS", value_name = "DIR")]
    keys: Option<PathBuf>,
    /// File that holds the master key by which the folder of the keys is sealed, 64 hexadecimal digits; or the key itself as
    /// GOODHOURS_MASTER_KEY in the environment
    #[arg(long, env = "GOODHOURS_MASTER_KEY_FILE", value_name = "FILE")]
    master_key_file: Option<PathBuf>,
    /// Serve HTTPS with a certificate made at start
    #[arg(long, env = "GOODHOURS_TLS", value_name = "self-signed")]
    tls: Option<TlsWish>,
    /// Certificate chain (PEM)
    #[arg(long, env = "GOODHOURS_TLS_CERT", value_name = "FILE")]
    tls_cert: Option<PathBuf>,
    /// Private key of the certificate (PEM)
    #[arg(long, env = "GOODHOURS_TLS_KEY", value_name = "FILE")]
    tls_key: Option<PathBuf>,
    /// Proxies whose X-Forwarded-For is believed: addresses or networks, with commas
    #[arg(long, env = "GOODHOURS_TRUSTED_PROXIES", value_name = "NETWORKS", value_delimiter = ',')]
    pub trusted_proxies: Vec<Network>,
    /// Networks, besides public addresses, in which connected platforms may be called, such as a campus: with commas
    #[arg(long, env = "GOODHOURS_PLATFORM_NETWORKS", value_name = "NETWORKS", value_delimiter = ',')]
    pub platform_networks: Vec<Network>,
    /// Address under which people reach the site, such as https://hours.example.org
    #[arg(long, env = "GOODHOURS_PUBLIC_ORIGIN", value_name = "ORIGIN")]
    public_origin: Option<Origin>,
    /// Name of the platform on its pages
    #[arg(long, env = "GOODHOURS_SITE_NAME", value_name = "NAME", default_value = "")]
    pub site_name: String,
    /// Filing number of the site (ICP 备案), shown at the foot of every page
    #[arg(long, env = "GOODHOURS_ICP_FILING", value_name = "NUMBER", default_value = "")]
    icp_filing: String,
    /// Filing number at the police (公安备案), shown beside it
    #[arg(long, env = "GOODHOURS_POLICE_FILING", value_name = "NUMBER", default_value = "")]
    police_filing: String,
    /// Whom people ask about their personal data: a name with a phone or an address, shown on the privacy page
    #[arg(long, env = "GOODHOURS_PRIVACY_CONTACT", value_name = "TEXT", default_value = "")]
    privacy_contact: String,
    /// Mail server; without one, messages stay in the outbox
    #[arg(long, env = "GOODHOURS_SMTP_HOST", value_name = "HOST")]
    smtp_host: Option<String>,
    /// 465 speaks TLS at once, others by STARTTLS
    #[arg(long, env = "GOODHOURS_SMTP_PORT", value_name = "PORT", default_value_t = 465)]
    smtp_port: u16,
    /// Login at the mail server
    #[arg(long, env = "GOODHOURS_SMTP_USER", value_name = "NAME")]
    smtp_user: Option<String>,
    /// File that holds the mail server's password
    #[arg(long, env = "GOODHOURS_SMTP_PASSWORD_FILE", value_name = "FILE")]
    smtp_password_file: Option<PathBuf>,
    /// Sender of mails
    #[arg(long, env = "GOODHOURS_SMTP_FROM", value_name = "ADDRESS")]
    smtp_from: Option<String>,
    #[command(flatten)]
    pub providers: ProviderSettings,
    #[command(flatten)]
    pub outside: OutsideSettings,
    /// Folder with more fonts for certificates
    #[arg(long, env = "GOODHOURS_FONTS", value_name = "DIR")]
    pub fonts: Option<PathBuf>,
    /// How the log is written
    #[arg(long, env = "GOODHOURS_LOG_FORMAT", value_name = "text|json", default_value = "text")]
    pub log_format: LogFormat,
    /// File that holds the token which opens /metrics to other machines
    #[arg(long, env = "GOODHOURS_METRICS_TOKEN_FILE", value_name = "FILE")]
    metrics_token_file: Option<PathBuf>,
    /// Memory of one password hash
    #[arg(long, env = "GOODHOURS_HASH_MEMORY_KIB", value_name = "KIB", default_value_t = HashParams::default().memory_kib)]
    hash_memory_kib: u32,
    /// Passes of one password hash
    #[arg(long, env = "GOODHOURS_HASH_PASSES", value_name = "N", default_value_t = HashParams::default().passes)]
    hash_passes: u32,
}

/// The one way to get a certificate without having one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum TlsWish {
    SelfSigned,
}

/// How log lines look.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum LogFormat {
    Text,
    Json,
}

/// Where the rows are.
#[derive(Clone)]
pub enum Database {
    /// A file in the data folder.
    Sqlite(PathBuf),
    /// `postgres://…`, which may contain a password.
    Postgres(Secret<String>),
}

/// A mail server.
#[derive(Clone)]
pub struct Smtp {
    pub host: String,
    pub port: u16,
    pub login: Option<(String, Secret<String>)>,
    pub from: String,
}

impl Settings {
    /// Where the rows are: PostgreSQL when an address is given, else a file of the data folder.
    pub fn database(&self) -> Result<Database, SettingsError> {
        Ok(match (&self.database_url_file, &self.database_url) {
            (Some(file), _) => Database::Postgres(read_secret(file)?),
            (None, Some(url)) => Database::Postgres(url.clone().into()),
            (None, None) => Database::Sqlite(self.data.join("goodhours.sqlite")),
        })
    }

    /// The folder of the keys.
    pub fn keys_dir(&self) -> PathBuf {
        self.keys.clone().unwrap_or_else(|| self.data.join("keys"))
    }

    /// The key that the folder of the keys is sealed by, if it is: from a file, or from the environment and never from a flag, which
    /// other users of the machine could read.
    pub fn master_key(&self) -> Result<Option<MasterKey>, SettingsError> {
        #[expect(clippy::disallowed_methods, reason = "this is where settings are read, and it has no flag")]
        let named = std::env::var("GOODHOURS_MASTER_KEY").ok().filter(|text| !text.is_empty()).map(Secret::new);
        let text = match (self.master_key_file.as_deref(), named) {
            (Some(_), Some(_)) => return Err(SettingsError::TwoMasterKeys),
            (Some(file), None) => Some(read_secret(file)?),
            (None, named) => named,
        };
        text.map(|text| MasterKey::parse(&text).ok_or(SettingsError::NotAMasterKey)).transpose()
    }

    /// The folder of the blobs.
    pub fn blobs_dir(&self) -> PathBuf {
        self.data.join("blobs")
    }

    /// The folder of further fonts, for rare characters of names.
    pub fn fonts_dir(&self) -> PathBuf {
        self.data.join("fonts")
    }

    /// How the site is reached, or why it must not be (law 14).
    pub fn exposure(&self) -> Result<Exposure, SettingsError> {
        let tls = match (self.tls, &self.tls_cert, &self.tls_key) {
            (None, None, None) => Tls::Off,
            (Some(TlsWish::SelfSigned), None, None) => Tls::SelfSigned,
            (None, Some(cert), Some(key)) => Tls::Files { cert: cert.clone(), key: key.clone() },
            _ => return Err(SettingsError::TlsHalves),
        };
        exposure(self.listen, tls, self.public_origin.as_ref(), !self.trusted_proxies.is_empty())
    }

    /// Opens the site to the network in which this machine has `address`, with a certificate made here.
    pub fn open_to(&mut self, address: IpAddr) {
        self.listen.set_ip(address);
        self.tls = Some(TlsWish::SelfSigned);
        (self.tls_cert, self.tls_key) = (None, None);
    }

    /// What pages say of who publishes them.
    pub fn publisher(&self) -> Publisher {
        Publisher {
            icp_filing: self.icp_filing.clone(),
            police_filing: self.police_filing.clone(),
            privacy_contact: self.privacy_contact.clone(),
        }
    }

    /// The mail server, if there is one.
    pub fn smtp(&self) -> Result<Option<Smtp>, SettingsError> {
        let Some(host) = self.smtp_host.clone() else { return Ok(None) };
        let from = self.smtp_from.clone().ok_or(SettingsError::NoSender)?;
        let login = match (&self.smtp_user, &self.smtp_password_file) {
            (Some(user), Some(file)) => Some((user.clone(), read_secret(file)?)),
            (None, None) => None,
            _ => return Err(SettingsError::SmtpHalves),
        };
        Ok(Some(Smtp { host, port: self.smtp_port, login, from }))
    }

    /// The token that opens /metrics to other machines, if there is one.
    pub fn metrics_token(&self) -> Result<Option<Secret<String>>, SettingsError> {
        Ok(self.metrics_token_file.as_deref().map(read_secret).transpose()?)
    }

    /// How hard passwords are hashed.
    pub fn hash_params(&self) -> HashParams {
        HashParams { memory_kib: self.hash_memory_kib, passes: self.hash_passes, ..HashParams::default() }
    }
}
