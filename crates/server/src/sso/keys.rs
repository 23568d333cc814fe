//! The keys that tokens are signed with: made here, sealed in the database, known to every instance within a minute.

use super::store::{self, StoredKey};
use crate::kernel::{
    crypto::{Cell, CellKey},
    cx::{Cx, Key as Lock},
    db::Urgency,
    dice::entropy,
    failure::{Answer, Failure},
    office::{Ask, Office},
};
use aws_lc_rs::{
    encoding::AsDer,
    rand::SystemRandom,
    rsa::KeySize,
    signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, RSA_PKCS1_SHA256, RsaKeyPair},
};
use base64::{
    Engine,
    engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD},
};
use domain::sso::{KeyTimes, SigningAlgorithm, is_rotation_due, published, signing};
use jiff::Timestamp;
use jsonwebtoken::{
    Algorithm, DecodingKey, EncodingKey, Validation, decode, decode_header,
    jwk::{Jwk, ThumbprintHash},
};
use serde_json::Value;
use std::{
    collections::HashSet,
    sync::{Arc, PoisonError, RwLock},
};

/// How long what was read of the keys is believed: far less than a key is published before it signs.
const BELIEVED_MICROSECONDS: i64 = 60_000_000;
/// Nobody else's series of numbers.
const LOCK: Lock = Lock::Series(2 << 20);

/// The keys as this process last read them.
#[derive(Default)]
pub struct Signers {
    ring: RwLock<Option<(Arc<Ring>, Timestamp)>>,
    making: tokio::sync::Mutex<()>,
}

/// All keys that are kept.
pub struct Ring(Vec<Arc<Signer>>);

struct Signer {
    times: KeyTimes,
    algorithm: SigningAlgorithm,
    kid: String,
    public: Value,
    pair: Pair,
    checks: DecodingKey,
}

enum Pair {
    Rsa(RsaKeyPair),
    Ec(EcdsaKeyPair),
}

impl Signers {
    /// The keys of now; the first are made when there are none.
    pub async fn ring(&self, office: &Office, now: Timestamp) -> Answer<Arc<Ring>> {
        if let Some(ring) = self.believed(now) {
            return Ok(ring);
        }
        let _alone = self.making.lock().await;
        if let Some(ring) = self.believed(now) {
            return Ok(ring);
        }
        let mut rows = office.view(store::keys).await?;
        for algorithm in SigningAlgorithm::ALL.iter().copied() {
            if !rows.iter().any(|row| row.algorithm == algorithm) {
                make(office, now, algorithm).await?;
                rows = office.view(store::keys).await?;
            }
        }
        let known = self.ring.read().unwrap_or_else(PoisonError::into_inner).clone();
        let ring = Arc::new(Ring::open(office, rows, known.map(|(ring, _)| ring).as_deref())?);
        *self.ring.write().unwrap_or_else(PoisonError::into_inner) = Some((Arc::clone(&ring), now));
        Ok(ring)
    }

    fn believed(&self, now: Timestamp) -> Option<Arc<Ring>> {
        let known = self.ring.read().unwrap_or_else(PoisonError::into_inner);
        let (ring, read_at) = known.as_ref()?;
        let age = now.as_microsecond() - read_at.as_microsecond();
        (0..BELIEVED_MICROSECONDS).contains(&age).then(|| Arc::clone(ring))
    }

    fn forget(&self) {
        *self.ring.write().unwrap_or_else(PoisonError::into_inner) = None;
    }
}

fn cell_key(office: &Office) -> CellKey {
    CellKey::new(office.means.keys.derived("sso signing key", &[]))
}

const fn place(row: i64) -> Cell {
    Cell { table: "sso_key", column: "sealed", row }
}

fn is_broken(what: &'static str) -> impl Fn(aws_lc_rs::error::Unspecified) -> Failure {
    move |_| Failure::broken(what)
}

/// A key pair as PKCS#8, made beside the threads that answer.
async fn generate(algorithm: SigningAlgorithm) -> Answer<Vec<u8>> {
    let made = tokio::task::spawn_blocking(move || match algorithm {
        SigningAlgorithm::Rs256 => {
            let pair = RsaKeyPair::generate(KeySize::Rsa3072)?;
            Ok(AsDer::<aws_lc_rs::encoding::Pkcs8V1Der<'_>>::as_der(&pair)?.as_ref().to_vec())
        }
        SigningAlgorithm::Es256 => {
            Ok(EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &SystemRandom::new())?.as_ref().to_vec())
        }
    });
    made.await.map_err(Failure::fault)?.map_err(is_broken("no signing key could be made"))
}

/// The public half as it is published.
fn public(algorithm: SigningAlgorithm, pkcs8: &[u8]) -> Answer<Jwk> {
    let (key, named) = match algorithm {
        SigningAlgorithm::Rs256 => {
            let pem =
                format!("-----BEGIN PRIVATE KEY-----\n{}\n-----END PRIVATE KEY-----\n", lines(&STANDARD.encode(pkcs8)));
            (EncodingKey::from_rsa_pem(pem.as_bytes()).map_err(Failure::fault)?, Algorithm::RS256)
        }
        SigningAlgorithm::Es256 => (EncodingKey::from_ec_der(pkcs8), Algorithm::ES256),
    };
    let mut jwk = Jwk::from_encoding_key(&key, named).map_err(Failure::fault)?;
    jwk.common.key_id = Some(jwk.thumbprint(ThumbprintHash::SHA256).map_err(Failure::fault)?);
    jwk.common.public_key_use = Some(jsonwebtoken::jwk::PublicKeyUse::Signature);
    Ok(jwk)
}

fn lines(text: &str) -> String {
    let signs: Vec<char> = text.chars().collect();
    signs.chunks(64).map(|line| line.iter().collect::<String>()).collect::<Vec<_>>().join("\n")
}

struct Make {
    algorithm: SigningAlgorithm,
    pkcs8: Vec<u8>,
    public: String,
    /// Whether one is made although there are some.
    is_next: bool,
}

async fn make(office: &Office, now: Timestamp, algorithm: SigningAlgorithm) -> Answer<()> {
    prepare(office, now, (algorithm, false)).await
}

async fn prepare(office: &Office, now: Timestamp, (algorithm, is_next): (SigningAlgorithm, bool)) -> Answer<()> {
    let pkcs8 = generate(algorithm).await?;
    let public = serde_json::to_string(&public(algorithm, &pkcs8)?)?;
    let (sealer, nonce) = (cell_key(office), entropy());
    let make = (Make { algorithm, pkcs8, public, is_next }, sealer, nonce);
    let ask = Ask { urgency: Urgency::Now, ..Ask::system(now) };
    office.record(ask, make, |cx, (make, sealer, nonce)| keep(cx, make, (sealer, *nonce))).await
}

/// Keeps a key, unless another instance was quicker or one waits for its day already.
fn keep(cx: &mut Cx, make: &Make, (sealer, nonce): (&CellKey, [u8; 24])) -> Answer<()> {
    cx.lock(&[LOCK])?;
    let known: Vec<KeyTimes> =
        store::keys(cx.conn)?.iter().filter(|key| key.algorithm == make.algorithm).map(|key| key.times).collect();
    let waits = known.iter().any(|key| key.used_from > cx.now);
    if (!known.is_empty() && !make.is_next) || waits {
        return Ok(());
    }
    let times = KeyTimes::new(cx.id(), known.is_empty(), cx.now);
    let sealed = sealer.seal(place(times.id), &make.pkcs8, nonce);
    store::insert_key(cx, &StoredKey { times, algorithm: make.algorithm, sealed, public: make.public.clone() })?;
    let facts = serde_json::json!({ "algorithm": make.algorithm.name(), "used_from": times.used_from });
    let subject = format!("sso-key/{}", times.id);
    crate::audit::write(cx, crate::audit::Act { act: "key-rotated", subject, organisation: None, reason: "", facts })
}

/// Makes the next key of each algorithm; it signs in a day. Where one waits already, nothing is made.
pub async fn rotate(office: &Office, now: Timestamp) -> Answer<()> {
    for algorithm in SigningAlgorithm::ALL.iter().copied() {
        prepare(office, now, (algorithm, true)).await?;
    }
    office.means.signers.forget();
    Ok(())
}

/// Makes the next keys when the newest have signed for their time, and forgets those that nobody needs any more.
pub(super) async fn rotate_when_due(office: &Office, now: Timestamp) -> Answer<()> {
    let rows = office.view(store::keys).await?;
    for algorithm in SigningAlgorithm::ALL.iter().copied() {
        let times: Vec<KeyTimes> = rows.iter().filter(|row| row.algorithm == algorithm).map(|row| row.times).collect();
        if !times.is_empty() && is_rotation_due(&times, now) {
            prepare(office, now, (algorithm, true)).await?;
            office.means.signers.forget();
        }
    }
    Ok(())
}

impl Ring {
    fn open(office: &Office, rows: Vec<StoredKey>, known: Option<&Ring>) -> Answer<Ring> {
        let sealer = cell_key(office);
        let signer = |row: StoredKey| {
            let parsed = known.and_then(|ring| ring.0.iter().find(|key| key.times.id == row.times.id));
            parsed.map_or_else(|| Signer::open(&sealer, row).map(Arc::new), |key| Ok(Arc::clone(key)))
        };
        Ok(Ring(rows.into_iter().map(signer).collect::<Answer<_>>()?))
    }

    /// The published keys as a set (RFC 7517).
    pub fn published(&self, now: Timestamp) -> Value {
        let shown: HashSet<i64> =
            SigningAlgorithm::ALL.iter().flat_map(|one| published(&self.times(*one), now)).collect();
        let keys: Vec<&Value> =
            self.0.iter().filter(|key| shown.contains(&key.times.id)).map(|key| &key.public).collect();
        serde_json::json!({ "keys": keys })
    }

    fn times(&self, algorithm: SigningAlgorithm) -> Vec<KeyTimes> {
        self.0.iter().filter(|key| key.algorithm == algorithm).map(|key| key.times).collect()
    }

    /// A token of that type (RFC 7515) under the key of now.
    pub fn sign(&self, (algorithm, kind): (SigningAlgorithm, &str), claims: &Value, now: Timestamp) -> Answer<String> {
        let times = signing(&self.times(algorithm), now).ok_or_else(|| Failure::broken("no key signs now"))?;
        let key = self.0.iter().find(|key| key.times == times).ok_or_else(|| Failure::broken("no key signs now"))?;
        let header = serde_json::json!({ "alg": algorithm.name(), "typ": kind, "kid": key.kid });
        let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
        let message = format!("{}.{}", part(&header), part(claims));
        let signature = key.pair.sign(message.as_bytes())?;
        Ok(format!("{message}.{}", URL_SAFE_NO_PAD.encode(signature)))
    }

    /// The claims of a token that one of our keys signed, however long ago; none for anything else. What a header says about keys and
    /// algorithms is not believed: the key is ours by its id, the algorithm is the key's.
    pub fn claims(&self, token: &str) -> Option<Value> {
        let kid = decode_header(token).ok()?.kid?;
        let key = self.0.iter().find(|key| key.kid == kid)?;
        let mut validation = Validation::new(match key.algorithm {
            SigningAlgorithm::Rs256 => Algorithm::RS256,
            SigningAlgorithm::Es256 => Algorithm::ES256,
        });
        validation.validate_exp = false;
        validation.validate_aud = false;
        validation.set_required_spec_claims::<&str>(&[]);
        Some(decode::<Value>(token, &key.checks, &validation).ok()?.claims)
    }
}

impl Signer {
    fn open(sealer: &CellKey, row: StoredKey) -> Answer<Signer> {
        let pkcs8 = sealer.open(place(row.times.id), &row.sealed).map_err(Failure::fault)?;
        let rejected = |_| Failure::broken("a stored signing key can't be read");
        let pair = match row.algorithm {
            SigningAlgorithm::Rs256 => Pair::Rsa(RsaKeyPair::from_pkcs8(&pkcs8).map_err(rejected)?),
            SigningAlgorithm::Es256 => {
                Pair::Ec(EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &pkcs8).map_err(rejected)?)
            }
        };
        let jwk: Jwk = serde_json::from_str(&row.public)?;
        let checks = DecodingKey::from_jwk(&jwk).map_err(Failure::fault)?;
        let kid = jwk.common.key_id.clone().unwrap_or_default();
        let public = serde_json::from_str(&row.public)?;
        Ok(Signer { times: row.times, algorithm: row.algorithm, kid, public, pair, checks })
    }
}

impl Pair {
    fn sign(&self, message: &[u8]) -> Answer<Vec<u8>> {
        let (chance, failed) = (SystemRandom::new(), is_broken("signing failed"));
        match self {
            Pair::Rsa(pair) => {
                let mut signature = vec![0; pair.public_modulus_len()];
                pair.sign(&RSA_PKCS1_SHA256, &chance, message, &mut signature).map_err(failed)?;
                Ok(signature)
            }
            Pair::Ec(pair) => Ok(pair.sign(&chance, message).map_err(failed)?.as_ref().to_vec()),
        }
    }
}
