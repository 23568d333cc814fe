//! The signed code of a certificate (CER-04, CER-05): COSE_Sign1 (RFC 9052) with EdDSA over CWT claims (RFC 8392), written as digits
//! in the fragment of a URL. Whoever has the public key verifies it with no network.
//!
//! Claims: 1 issuer (the host of the platform), 6 issued at (seconds), 7 the certificate's number, and under the private key -65537 a map of
//! 0 schema (1), 1 name, 2 masked document number, 3 total minutes, 4 first and last day of service (days since 1970), 5 how many
//! records, 6 the RFC 6962 root over their leaves. Never a hash of the document number: the numbers are few enough to try all.

use super::digits;
use crate::kernel::{
    crypto::Keys,
    failure::{Answer, Failure},
};
use ciborium::Value;
use coset::{
    CborSerializable, CoseSign1, CoseSign1Builder, HeaderBuilder, RegisteredLabelWithPrivate, TaggedCborSerializable,
    iana::Algorithm,
};
use domain::certificate::{CertificateNumber, CertificateRefusal};
use ed25519_dalek::{Signature, Signer, SigningKey, VerifyingKey};
use jiff::Timestamp;
use sha2::{Digest, Sha256};

const SCHEMA: i64 = 1;
const STATED: i64 = -65537;

/// What the code says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claims {
    /// The host of the platform.
    pub issuer: String,
    pub issued_at: Timestamp,
    pub number: CertificateNumber,
    pub name: String,
    pub document_masked: String,
    pub total_minutes: i64,
    /// First and last day of service, in days since 1970; none without records.
    pub days: Option<(i64, i64)>,
    pub records: i64,
    pub records_root: [u8; 32],
}

/// The key that signs certificates.
pub struct Signing(SigningKey);

impl Signing {
    /// From the key folder.
    pub fn of(keys: &Keys) -> Signing {
        Signing(SigningKey::from_bytes(&keys.derived("certificate signing", &[])))
    }

    /// The public half, 32 bytes.
    pub fn public(&self) -> [u8; 32] {
        self.0.verifying_key().to_bytes()
    }

    /// What tells the key in codes: the first eight bytes of its SHA-256.
    pub fn id(&self) -> [u8; 8] {
        key_id(&self.public())
    }

    /// The code of these claims, in digits.
    pub fn sign(&self, claims: &Claims) -> Answer<String> {
        let header = HeaderBuilder::new().algorithm(Algorithm::EdDSA).key_id(self.id().to_vec()).build();
        let signed = CoseSign1Builder::new()
            .protected(header)
            .payload(claims.payload()?)
            .create_signature(b"", |text| self.0.sign(text).to_bytes().to_vec())
            .build();
        let bytes = signed.to_tagged_vec().map_err(|error| Failure::broken(format!("certificate code: {error}")))?;
        Ok(digits::encode(&bytes))
    }

    /// Reads a code that this platform signed.
    pub fn read(&self, code: &str) -> Result<Claims, CertificateRefusal> {
        opened(code, &self.0.verifying_key()).ok_or(CertificateRefusal::Forged)
    }
}

fn key_id(public: &[u8]) -> [u8; 8] {
    let mut id = [0; 8];
    for (to, from) in id.iter_mut().zip(Sha256::digest(public)) {
        *to = from;
    }
    id
}

/// What a code says, when the holder of this public key signed it: all that a verifier without a network needs.
pub fn verified(code: &str, public: &[u8; 32]) -> Option<Claims> {
    opened(code, &VerifyingKey::from_bytes(public).ok()?)
}

fn opened(code: &str, key: &VerifyingKey) -> Option<Claims> {
    let bytes = digits::decode(code)?;
    let signed = CoseSign1::from_tagged_slice(&bytes).ok()?;
    let header = &signed.protected.header;
    // The key decides the algorithm; a header that names another one is a forgery.
    let is_ours = header.key_id == key_id(key.as_bytes())
        && header.alg == Some(RegisteredLabelWithPrivate::Assigned(Algorithm::EdDSA));
    let verified = signed.verify_signature(b"", |signature, text| {
        let signature = Signature::from_slice(signature)?;
        key.verify_strict(text, &signature)
    });
    if is_ours && verified.is_ok() { Claims::of_payload(signed.payload.as_deref()?) } else { None }
}

impl Claims {
    fn payload(&self) -> Answer<Vec<u8>> {
        let days = match self.days {
            Some((from, until)) => Value::Array(vec![from.into(), until.into()]),
            None => Value::Null,
        };
        let stated = [
            SCHEMA.into(),
            self.name.as_str().into(),
            self.document_masked.as_str().into(),
            self.total_minutes.into(),
            days,
            self.records.into(),
            Value::Bytes(self.records_root.to_vec()),
        ];
        let stated = (0_i64..).zip(stated).map(|(key, value): (i64, Value)| (key.into(), value)).collect();
        let claims = Value::Map(vec![
            (1.into(), self.issuer.as_str().into()),
            (6.into(), self.issued_at.as_second().into()),
            (7.into(), Value::Bytes(self.number.as_str().as_bytes().to_vec())),
            (STATED.into(), Value::Map(stated)),
        ]);
        claims.to_vec().map_err(|error| Failure::broken(format!("certificate claims: {error}")))
    }

    fn of_payload(payload: &[u8]) -> Option<Claims> {
        let claims = Value::from_slice(payload).ok()?;
        let stated = at(&claims, STATED)?;
        if int(at(stated, 0)?)? != SCHEMA {
            return None;
        }
        let days = match at(stated, 4)? {
            Value::Array(days) => match days.as_slice() {
                [from, until] => Some((int(from)?, int(until)?)),
                _ => return None,
            },
            _ => None,
        };
        let text = |value: &Value| value.as_text().map(str::to_owned);
        Some(Claims {
            issuer: text(at(&claims, 1)?)?,
            issued_at: Timestamp::from_second(int(at(&claims, 6)?)?).ok()?,
            number: CertificateNumber::parse(std::str::from_utf8(at(&claims, 7)?.as_bytes()?).ok()?).ok()?,
            name: text(at(stated, 1)?)?,
            document_masked: text(at(stated, 2)?)?,
            total_minutes: int(at(stated, 3)?)?,
            days,
            records: int(at(stated, 5)?)?,
            records_root: at(stated, 6)?.as_bytes()?.as_slice().try_into().ok()?,
        })
    }
}

fn at(map: &Value, key: i64) -> Option<&Value> {
    map.as_map()?.iter().find(|(known, _)| int(known) == Some(key)).map(|(_, value)| value)
}

fn int(value: &Value) -> Option<i64> {
    i64::try_from(value.as_integer()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn claims() -> Claims {
        Claims {
            issuer: "volunteer.example.org".into(),
            issued_at: Timestamp::from_second(1_800_000_000).unwrap(),
            number: CertificateNumber::draw(7),
            name: "欧阳娜娜".into(),
            document_masked: "1101**********002X".into(),
            total_minutes: 7_590,
            days: Some((20_000, 20_800)),
            records: 42,
            records_root: [9; 32],
        }
    }

    fn signing(seed: u8) -> Signing {
        Signing(SigningKey::from_bytes(&[seed; 32]))
    }

    // rules: CER-04
    #[test]
    fn a_code_says_what_was_signed_and_nothing_else() {
        let code = signing(1).sign(&claims()).unwrap();
        assert_eq!(signing(1).read(&code), Ok(claims()));
        assert_eq!(verified(&code, &signing(1).public()), Some(claims()));
        assert_eq!(verified(&code, &signing(2).public()), None);
        let empty = Claims { days: None, records: 0, ..claims() };
        assert_eq!(signing(1).read(&signing(1).sign(&empty).unwrap()), Ok(empty));
        assert!(code.len() < 620, "{} digits", code.len());
    }

    // rules: CER-04
    #[test]
    fn a_changed_code_and_anothers_signature_are_forgeries() {
        let code = signing(1).sign(&claims()).unwrap();
        assert_eq!(signing(2).read(&code), Err(CertificateRefusal::Forged));
        let bytes = digits::decode(&code).unwrap();
        for place in 0..bytes.len() {
            let mut changed = bytes.clone();
            changed[place] ^= 1;
            assert_eq!(signing(1).read(&digits::encode(&changed)), Err(CertificateRefusal::Forged), "byte {place}");
        }
        for foreign in ["", "123", "https://example.org"] {
            assert_eq!(signing(1).read(foreign), Err(CertificateRefusal::Forged));
        }
    }
}
