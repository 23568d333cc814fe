//! Public keys of passkeys, as COSE writes them (RFC 9052, RFC 9053, RFC 8230): ES256, EdDSA with Ed25519, and RS256.

use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_ASN1, ED25519, ParsedPublicKey, RSA_PKCS1_2048_8192_SHA256, RsaPublicKeyComponents,
};
use ciborium::Value;
use coset::{
    AsCborValue, CborSerializable, CoseKey, KeyType, Label, RegisteredLabelWithPrivate,
    iana::{self, EnumI64},
};
use domain::account::PasskeyRefusal;

/// What authenticators are asked for, the preferred first.
pub const ALGORITHMS: [i64; 3] = [-7, -8, -257];

const UNCOMPRESSED: u8 = 0x04;
/// Modulus of 2048 to 8192 bits.
const RSA_BYTES: std::ops::RangeInclusive<usize> = 256..=1024;
const RSA_EXPONENT_BYTES_MAX: usize = 8;

/// A key that can be used: its point lies on the curve, its numbers have their length.
pub struct PublicKey {
    kind: Kind,
    /// As it is stored.
    pub cose: Vec<u8>,
}

enum Kind {
    Curve(ParsedPublicKey),
    Rsa { n: Vec<u8>, e: Vec<u8> },
}

impl std::fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("PublicKey")
    }
}

impl PublicKey {
    /// From what was stored.
    pub fn stored(cose: &[u8]) -> Result<PublicKey, PasskeyRefusal> {
        let key = CoseKey::from_slice(cose).map_err(|_| PasskeyRefusal::Unreadable)?;
        PublicKey::of(&key, cose.to_vec())
    }

    /// From CBOR that an authenticator sent.
    pub fn of_value(value: Value) -> Result<PublicKey, PasskeyRefusal> {
        let key = CoseKey::from_cbor_value(value).map_err(|_| PasskeyRefusal::Unreadable)?;
        let cose = key.clone().to_vec().map_err(|_| PasskeyRefusal::Unreadable)?;
        PublicKey::of(&key, cose)
    }

    fn of(key: &CoseKey, cose: Vec<u8>) -> Result<PublicKey, PasskeyRefusal> {
        let Some(RegisteredLabelWithPrivate::Assigned(algorithm)) = &key.alg else {
            return Err(PasskeyRefusal::Algorithm);
        };
        let kind = match (algorithm, &key.kty) {
            (iana::Algorithm::ES256, KeyType::Assigned(iana::KeyType::EC2)) => p256(key),
            (iana::Algorithm::EdDSA, KeyType::Assigned(iana::KeyType::OKP)) => ed25519(key),
            (iana::Algorithm::RS256, KeyType::Assigned(iana::KeyType::RSA)) => rsa(key),
            _ => return Err(PasskeyRefusal::Algorithm),
        };
        Ok(PublicKey { kind: kind.ok_or(PasskeyRefusal::Unreadable)?, cose })
    }

    /// Whether this key signed the message.
    pub fn signed(&self, message: &[u8], signature: &[u8]) -> bool {
        match &self.kind {
            Kind::Curve(key) => key.verify_sig(message, signature).is_ok(),
            Kind::Rsa { n, e } => {
                let key = RsaPublicKeyComponents { n, e };
                key.verify(&RSA_PKCS1_2048_8192_SHA256, message, signature).is_ok()
            }
        }
    }
}

fn parameter(key: &CoseKey, label: i64) -> Option<&Value> {
    key.params.iter().find(|(one, _)| *one == Label::Int(label)).map(|(_, value)| value)
}

fn is_curve(key: &CoseKey, label: i64, curve: iana::EllipticCurve) -> bool {
    let number = parameter(key, label).and_then(Value::as_integer);
    number.and_then(|number| i64::try_from(number).ok()) == Some(curve.to_i64())
}

fn p256(key: &CoseKey) -> Option<Kind> {
    use iana::Ec2KeyParameter as At;
    let coordinate = |at: At| parameter(key, at.to_i64())?.as_bytes().filter(|bytes| bytes.len() == 32);
    if !is_curve(key, At::Crv.to_i64(), iana::EllipticCurve::P_256) {
        return None;
    }
    let point = [&[UNCOMPRESSED][..], coordinate(At::X)?, coordinate(At::Y)?].concat();
    ParsedPublicKey::new(&ECDSA_P256_SHA256_ASN1, point).ok().map(Kind::Curve)
}

fn ed25519(key: &CoseKey) -> Option<Kind> {
    use iana::OkpKeyParameter as At;
    if !is_curve(key, At::Crv.to_i64(), iana::EllipticCurve::Ed25519) {
        return None;
    }
    let x = parameter(key, At::X.to_i64())?.as_bytes().filter(|bytes| bytes.len() == 32)?;
    ParsedPublicKey::new(&ED25519, x).ok().map(Kind::Curve)
}

fn rsa(key: &CoseKey) -> Option<Kind> {
    use iana::RsaKeyParameter as At;
    let number = |at: At| parameter(key, at.to_i64())?.as_bytes().filter(|bytes| bytes.first() != Some(&0));
    let n = number(At::N).filter(|n| RSA_BYTES.contains(&n.len()))?;
    let e = number(At::E).filter(|e| (1..=RSA_EXPONENT_BYTES_MAX).contains(&e.len()))?;
    Some(Kind::Rsa { n: n.clone(), e: e.clone() })
}
