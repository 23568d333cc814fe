//! The master key: held apart from the key folder, such as by the machine's secret store, it seals every file of the folder, so that a copy of
//! the folder alone opens nothing.

use super::{
    FolderError, Secret,
    folder::{Folder, Key, unhex},
};
use crate::kernel::dice::entropy;
use chacha20poly1305::{
    KeyInit, XChaCha20Poly1305,
    aead::{Aead, Payload},
};
use domain::kernel::hex;
use std::path::Path;
use zeroize::Zeroizing;

/// How a sealed file begins; nonce and ciphertext follow in hex.
const SEALED: &str = "sealed-1:";
const NONCE_BYTES: usize = 24;

/// The key that seals the key folder.
#[derive(Clone)]
pub struct MasterKey(Secret<Key>);

impl MasterKey {
    /// From its text, 64 hexadecimal digits; none when it is something else.
    pub fn parse(text: &Secret<String>) -> Option<MasterKey> {
        unhex(text.expose().trim()).map(|key| MasterKey(Secret::new(key)))
    }

    /// A key as its file holds it. The file's name is sealed with it: files can't change places.
    pub(super) fn seal(&self, name: &str, key: &Key) -> Option<String> {
        let nonce = entropy::<NONCE_BYTES>();
        let payload = Payload { msg: key.as_slice(), aad: name.as_bytes() };
        let sealed = self.cipher().encrypt(&nonce.into(), payload).ok()?;
        Some(format!("{SEALED}{}{}", hex(&nonce), hex(&sealed)))
    }

    /// A key from what its file holds; none when it was sealed by another master key, or as another file.
    pub(super) fn open(&self, name: &str, text: &str) -> Option<Key> {
        let bytes = bytes(text.strip_prefix(SEALED)?)?;
        let (nonce, sealed) = bytes.split_at_checked(NONCE_BYTES)?;
        let nonce: [u8; NONCE_BYTES] = nonce.try_into().ok()?;
        let payload = Payload { msg: sealed, aad: name.as_bytes() };
        let opened = Zeroizing::new(self.cipher().decrypt(&nonce.into(), payload).ok()?);
        opened.as_slice().try_into().ok()
    }

    fn cipher(&self) -> XChaCha20Poly1305 {
        XChaCha20Poly1305::new(self.0.expose().into())
    }
}

/// Whether a file's text is a sealed key.
pub(super) fn is_sealed(text: &str) -> bool {
    text.starts_with(SEALED)
}

fn bytes(text: &str) -> Option<Vec<u8>> {
    let digits = text.as_bytes();
    if !digits.len().is_multiple_of(2) || !digits.iter().all(u8::is_ascii_hexdigit) {
        return None;
    }
    digits.chunks(2).map(|pair| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok()).collect()
}

/// Writes every key of a folder anew: sealed by `to`, or plain without one. What is there may lie plain, under `from`, or under `to`
/// already, so an interrupted run is repeated. Answers how many files were written. Nobody may use the folder meanwhile.
pub fn reseal(dir: &Path, from: Option<&MasterKey>, to: Option<&MasterKey>) -> Result<usize, FolderError> {
    let folder = Folder { dir, master: to };
    let mut written = 0;
    for name in folder.names()? {
        let text = folder.text(&name)?;
        let is_done = to.map_or(!is_sealed(text.expose()), |to| to.open(alias(&name), text.expose()).is_some());
        if is_done {
            continue;
        }
        let key = Zeroizing::new(Folder { dir, master: from.filter(|_| is_sealed(text.expose())) }.key(&name)?);
        folder.replace(&name, &key)?;
        written += 1;
    }
    Ok(written)
}

/// What a key is sealed as: setting it aside doesn't change that.
pub(super) fn alias(name: &str) -> &str {
    name.strip_prefix(super::rotation::RETIRED).unwrap_or(name)
}
