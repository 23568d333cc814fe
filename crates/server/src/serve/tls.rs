//! Certificates: the operator's, or one made here that browsers ask about once. It is kept, so that they don't ask again.

use crate::{
    kernel::config::{Settings, Tls},
    start::Trouble,
};
use axum_server::tls_rustls::RustlsConfig;
use rcgen::generate_simple_self_signed;
use rustls::{
    ServerConfig,
    pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject},
};
use std::{
    fs::{self, DirBuilder, OpenOptions},
    io::{self, Write},
    net::{IpAddr, Ipv4Addr, UdpSocket},
    os::unix::fs::{DirBuilderExt, OpenOptionsExt},
    path::{Path, PathBuf},
    sync::Arc,
};

/// What HTTPS needs; none when HTTP is spoken on loopback.
pub(super) fn certificate(tls: &Tls, settings: &Settings, data: &Path) -> Result<Option<RustlsConfig>, Trouble> {
    let (cert, key) = match tls {
        Tls::Off => return Ok(None),
        Tls::Files { cert, key } => (cert.clone(), key.clone()),
        Tls::SelfSigned => self_signed(&data.join("tls"), &names(settings))?,
    };
    let named = |path: &Path, cause: rustls::pki_types::pem::Error| format!("{}: {cause}", path.display());
    let chain = CertificateDer::pem_file_iter(&cert).map_err(|cause| named(&cert, cause))?;
    let chain = chain.collect::<Result<Vec<_>, _>>().map_err(|cause| named(&cert, cause))?;
    let secret = PrivateKeyDer::from_pem_file(&key).map_err(|cause| named(&key, cause))?;
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let mut config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .with_no_client_auth()
        .with_single_cert(chain, secret)?;
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    Ok(Some(RustlsConfig::from_config(Arc::new(config))))
}

/// The names under which this machine is reached.
fn names(settings: &Settings) -> Vec<String> {
    let listen = settings.listen.ip();
    let own = if listen.is_unspecified() { lan_address() } else { Some(listen) };
    let mut names = vec!["localhost".to_owned(), "127.0.0.1".to_owned()];
    names.extend(own.map(|address| address.to_string()));
    names.dedup();
    names
}

/// The address of this machine in its network; nothing is sent to find it.
pub fn lan_address() -> Option<IpAddr> {
    let probe = UdpSocket::bind((Ipv4Addr::UNSPECIFIED, 0)).ok()?;
    // TEST-NET-1 (RFC 5737): only the route is looked up.
    probe.connect((Ipv4Addr::new(192, 0, 2, 1), 9)).ok()?;
    probe.local_addr().ok().map(|address| address.ip()).filter(|ip| !ip.is_unspecified())
}

/// The kept certificate for these names, or a new one.
fn self_signed(folder: &Path, names: &[String]) -> Result<(PathBuf, PathBuf), Trouble> {
    let (cert, key, for_names) = (folder.join("cert.pem"), folder.join("key.pem"), folder.join("names"));
    let wanted = names.join("\n");
    if fs::read_to_string(&for_names).is_ok_and(|kept| kept == wanted) && cert.exists() && key.exists() {
        return Ok((cert, key));
    }
    DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
    let made = generate_simple_self_signed(names.to_vec())?;
    write(&key, &made.signing_key.serialize_pem())?;
    write(&cert, &made.cert.pem())?;
    write(&for_names, &wanted)?;
    Ok((cert, key))
}

fn write(path: &Path, text: &str) -> io::Result<()> {
    let mut file = OpenOptions::new().create(true).truncate(true).write(true).mode(0o600).open(path)?;
    file.write_all(text.as_bytes())
}
