//! An authenticator made of software: it signs as devices do, and lies where a story asks for it.

use aws_lc_rs::{
    rand::SystemRandom,
    signature::{ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, KeyPair},
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use ciborium::Value as Cbor;
use goodhours::kernel::dice::entropy;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

pub struct Token {
    key: EcdsaKeyPair,
    pub id: Vec<u8>,
    pub handle: Option<String>,
    /// What the next signature says; 0 stays 0.
    pub counter: u32,
    pub origin: String,
    pub site: String,
    /// Whether it asks for finger, face or PIN.
    pub verifies: bool,
}

fn text(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

fn number(n: i64) -> Cbor {
    Cbor::Integer(n.into())
}

impl Token {
    pub fn new() -> Token {
        Token {
            key: EcdsaKeyPair::generate(&ECDSA_P256_SHA256_ASN1_SIGNING).unwrap(),
            id: entropy::<32>().to_vec(),
            handle: None,
            counter: 0,
            origin: "http://localhost".into(),
            site: "localhost".into(),
            verifies: true,
        }
    }

    fn said(&self, kind: &str, options: &Value) -> Vec<u8> {
        let said =
            json!({ "type": kind, "challenge": options["challenge"], "origin": self.origin, "crossOrigin": false });
        said.to_string().into_bytes()
    }

    fn data(&self, more: u8) -> Vec<u8> {
        let flags = 0x01 | more | if self.verifies { 0x04 } else { 0 };
        let site: [u8; 32] = Sha256::digest(self.site.as_bytes()).into();
        [&site[..], &[flags], &self.counter.to_be_bytes()].concat()
    }

    /// What `navigator.credentials.create` gives.
    pub fn create(&mut self, options: &Value) -> Value {
        self.handle = options["user"]["id"].as_str().map(str::to_owned);
        let point = self.key.public_key().as_ref().to_vec();
        let cose = Cbor::Map(vec![
            (number(1), number(2)),
            (number(3), number(-7)),
            (number(-1), number(1)),
            (number(-2), Cbor::Bytes(point[1..33].to_vec())),
            (number(-3), Cbor::Bytes(point[33..].to_vec())),
        ]);
        let mut data = self.data(0x40);
        data.extend([0; 16]);
        data.extend((self.id.len() as u16).to_be_bytes());
        data.extend(&self.id);
        ciborium::into_writer(&cose, &mut data).unwrap();
        let object = Cbor::Map(vec![
            (Cbor::Text("fmt".into()), Cbor::Text("none".into())),
            (Cbor::Text("attStmt".into()), Cbor::Map(Vec::new())),
            (Cbor::Text("authData".into()), Cbor::Bytes(data)),
        ]);
        let mut attestation = Vec::new();
        ciborium::into_writer(&object, &mut attestation).unwrap();
        json!({
            "id": text(&self.id), "rawId": text(&self.id), "type": "public-key", "clientExtensionResults": {},
            "response": {
                "clientDataJSON": text(&self.said("webauthn.create", options)),
                "attestationObject": text(&attestation),
            },
        })
    }

    /// What `navigator.credentials.get` gives.
    pub fn get(&mut self, options: &Value) -> Value {
        let (said, data) = (self.said("webauthn.get", options), self.data(0));
        let message = [data.as_slice(), &Sha256::digest(&said)].concat();
        let signature = self.key.sign(&SystemRandom::new(), &message).unwrap();
        if self.counter > 0 {
            self.counter += 1;
        }
        json!({
            "id": text(&self.id), "rawId": text(&self.id), "type": "public-key", "clientExtensionResults": {},
            "response": {
                "clientDataJSON": text(&said), "authenticatorData": text(&data),
                "signature": text(signature.as_ref()), "userHandle": self.handle,
            },
        })
    }
}
