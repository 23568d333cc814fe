//! Answers that another implementation made (`made_with` in `vectors.json` names it) and, changed byte by byte, what must never pass.

use super::{Assertion, PublicKey, Registration, authenticator};
use crate::kernel::dice::Dice;
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use domain::account::{PasskeyRefusal, passkey::Site};
use serde_json::Value;

const VECTORS: &str = include_str!("vectors.json");

fn vectors() -> Vec<Value> {
    let all: Value = serde_json::from_str(VECTORS).unwrap();
    all["vectors"].as_array().unwrap().clone()
}

fn site() -> Site {
    Site::of_origin("https://hours.example.org").unwrap()
}

fn bytes(text: &Value) -> Vec<u8> {
    URL_SAFE_NO_PAD.decode(text.as_str().unwrap()).unwrap()
}

/// The same answer with one part of its response replaced.
fn with(answer: &Value, part: &str, bytes: &[u8]) -> String {
    let mut changed = answer["credential"].clone();
    changed["response"][part] = URL_SAFE_NO_PAD.encode(bytes).into();
    changed.to_string()
}

fn registered(vector: &Value) -> Registration {
    Registration::parse(&vector["create"]["credential"].to_string()).unwrap()
}

fn tried(json: &str, vector: &Value, key: &PublicKey) -> Result<u32, PasskeyRefusal> {
    Assertion::parse(json)?.verify(&bytes(&vector["get"]["challenge"]), &site(), key)
}

// rules: ACC-04
#[test]
fn what_another_implementation_made_is_registered_and_logs_in() {
    for vector in vectors() {
        let registration = registered(&vector);
        assert_eq!(registration.verify(&bytes(&vector["create"]["challenge"]), &site()), Ok(0), "{vector}");
        let stored = PublicKey::stored(&registration.key.cose).unwrap();
        let get = vector["get"]["credential"].to_string();
        assert_eq!(tried(&get, &vector, &stored), Ok(7), "{vector}");
        let assertion = Assertion::parse(&get).unwrap();
        assert_eq!(assertion.credential_id, registration.credential_id);
        assert_eq!(assertion.user_handle.as_deref(), Some(&b"somebody"[..]));
    }
}

// rules: ACC-04
#[test]
fn another_challenge_site_or_key_is_told_apart() {
    let all = vectors();
    for (at, vector) in all.iter().enumerate() {
        let registration = registered(vector);
        let challenge = bytes(&vector["create"]["challenge"]);
        let other = bytes(&vector["get"]["challenge"]);
        assert_eq!(registration.verify(&other, &site()), Err(PasskeyRefusal::ChallengeOver));
        let elsewhere = Site::of_origin("https://example.org").unwrap();
        assert_eq!(registration.verify(&challenge, &elsewhere), Err(PasskeyRefusal::WrongOrigin));
        let same_pages = Site { id: "example.org".into(), ..site() };
        assert_eq!(registration.verify(&challenge, &same_pages), Err(PasskeyRefusal::WrongSite));
        let others = registered(&all[(at + 1) % all.len()]).key;
        let get = vector["get"]["credential"].to_string();
        assert_eq!(tried(&get, vector, &others), Err(PasskeyRefusal::WrongSignature));
        // An answer to one kind of question is none to the other.
        assert!(Assertion::parse(&vector["create"]["credential"].to_string()).is_err());
        assert!(Registration::parse(&get).is_err());
    }
}

// rules: ACC-04
#[test]
fn no_byte_of_what_was_signed_can_be_changed() {
    for vector in vectors() {
        let key = registered(&vector).key;
        for part in ["authenticatorData", "clientDataJSON", "signature"] {
            let whole = bytes(&vector["get"]["credential"]["response"][part]);
            for at in 0..whole.len() {
                let mut changed = whole.clone();
                changed[at] ^= 1;
                assert!(tried(&with(&vector["get"], part, &changed), &vector, &key).is_err(), "{part} byte {at}");
                assert!(tried(&with(&vector["get"], part, &whole[..at]), &vector, &key).is_err(), "{part} cut {at}");
            }
            let longer = [whole.as_slice(), &[0]].concat();
            assert!(tried(&with(&vector["get"], part, &longer), &vector, &key).is_err(), "{part} longer");
        }
    }
}

#[test]
fn whatever_is_sent_ends_in_an_answer() {
    let mut dice = Dice::seeded([4; 32]);
    for vector in vectors() {
        let whole = bytes(&vector["create"]["credential"]["response"]["attestationObject"]);
        for at in 0..whole.len() {
            assert!(Registration::parse(&with(&vector["create"], "attestationObject", &whole[..at])).is_err(), "{at}");
            for _ in 0..4 {
                let mut changed = whole.clone();
                changed[at] = dice.bytes::<1>()[0];
                let _ = Registration::parse(&with(&vector["create"], "attestationObject", &changed));
            }
        }
        let longer = [whole.as_slice(), &[0]].concat();
        assert!(Registration::parse(&with(&vector["create"], "attestationObject", &longer)).is_err());
    }
    // Lengths that lie, and nesting without end.
    for bomb in [vec![0x9b, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff], vec![0x81; 60_000], vec![0x5f; 60_000]] {
        let json = with(&vectors()[0]["create"], "attestationObject", &bomb);
        assert_eq!(Registration::parse(&json).err(), Some(PasskeyRefusal::Unreadable));
        assert!(authenticator::item(&mut bomb.as_slice()).is_none());
    }
    for _ in 0..2000 {
        let noise = dice.bytes::<90>();
        let _ = authenticator::parse(&noise);
        let _ = PublicKey::stored(&noise);
    }
    for json in ["", "{}", "[]", "{\"id\":\"\",\"response\":{\"clientDataJSON\":\"\"}}"] {
        assert_eq!(Assertion::parse(json).err(), Some(PasskeyRefusal::Unreadable));
        assert_eq!(Registration::parse(json).err(), Some(PasskeyRefusal::Unreadable));
    }
}
