//! RSA2, as Alipay calls SHA256withRSA: keys as they stand in their files, with or without the lines around them.

use aws_lc_rs::{
    rand::SystemRandom,
    signature::{RSA_PKCS1_2048_8192_SHA256, RSA_PKCS1_SHA256, RsaKeyPair, UnparsedPublicKey},
};
use base64::{Engine, engine::general_purpose::STANDARD};

/// A key file that can't be read.
#[derive(Debug, thiserror::Error)]
#[error("{0} is not an RSA key in PEM or bare base64")]
pub struct NoKey(pub &'static str);

fn der(text: &str) -> Option<Vec<u8>> {
    let lines = text.lines().map(str::trim).filter(|line| !line.starts_with("-----"));
    STANDARD.decode(lines.collect::<String>()).ok()
}

/// Our private key.
pub fn private_key(text: &str) -> Result<RsaKeyPair, NoKey> {
    let no_key = || NoKey("--alipay-key-file");
    let der = der(text).ok_or_else(no_key)?;
    RsaKeyPair::from_pkcs8(&der).or_else(|_| RsaKeyPair::from_der(&der)).map_err(|_| no_key())
}

/// Their public key.
pub fn public_key(text: &str) -> Result<UnparsedPublicKey<Vec<u8>>, NoKey> {
    let der = der(text).ok_or(NoKey("--alipay-public-key-file"))?;
    Ok(UnparsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA256, der))
}

/// The signature of a text in base64; none if the library's own dice fail.
pub fn sign(key: &RsaKeyPair, text: &str) -> Option<String> {
    let mut signature = vec![0; key.public_modulus_len()];
    key.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), text.as_bytes(), &mut signature).ok()?;
    Some(STANDARD.encode(signature))
}

/// Whether a signature belongs to a text.
pub fn is_signed(key: &UnparsedPublicKey<Vec<u8>>, text: &str, signature: &str) -> bool {
    STANDARD.decode(signature).is_ok_and(|signature| key.verify(text.as_bytes(), &signature).is_ok())
}
