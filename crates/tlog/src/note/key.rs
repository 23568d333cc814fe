//! Keys of notes. A key's name and four-byte id stand in each signature line; the id binds name, purpose and public key
//! together.

use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use ed25519_dalek::Signer as _;
use sha2::{Digest, Sha256};

use super::{Note, NoteError, Signature, is_text};

/// What a key signs; the byte is the signature type of C2SP signed-note.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// The text as it stands: the author of a note, the log of a checkpoint (type 1).
    Author,
    /// That the witness saw this checkpoint, at a time, after all it saw before (type 4).
    Witness,
}

impl Purpose {
    fn byte(self) -> u8 {
        match self {
            Self::Author => 1,
            Self::Witness => 4,
        }
    }
}

/// A public key with the name that it signs under.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VerifierKey {
    name: String,
    purpose: Purpose,
    public: ed25519_dalek::VerifyingKey,
}

impl VerifierKey {
    /// A key from its 32 public bytes.
    pub fn new(name: &str, purpose: Purpose, public: &[u8; 32]) -> Result<Self, NoteError> {
        let public = ed25519_dalek::VerifyingKey::from_bytes(public).map_err(|_| NoteError::BadKey)?;
        if !is_name(name) || public.is_weak() {
            return Err(NoteError::BadKey);
        }
        Ok(Self { name: name.to_owned(), purpose, public })
    }

    /// Reads `name+id+key` as operators hand it out (a "vkey"), and checks that the id belongs to the key.
    pub fn parse(text: &str) -> Result<Self, NoteError> {
        let key = Self::parse_unchecked(text).ok_or(NoteError::BadKey)?;
        if key.to_string() == text { Ok(key) } else { Err(NoteError::BadKey) }
    }

    fn parse_unchecked(text: &str) -> Option<Self> {
        let (name, rest) = text.split_once('+')?;
        let (_, encoded) = rest.split_once('+')?;
        let decoded = STANDARD.decode(encoded).ok()?;
        let (kind, public) = decoded.split_first()?;
        let purpose = [Purpose::Author, Purpose::Witness].into_iter().find(|purpose| purpose.byte() == *kind)?;
        Self::new(name, purpose, public.try_into().ok()?).ok()
    }

    /// The name in the signature lines; for a log, its origin.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The four bytes before each signature.
    pub fn id(&self) -> [u8; 4] {
        let digest =
            Sha256::new().chain_update(&self.name).chain_update([b'\n', self.purpose.byte()]).chain_update(self.public);
        let [a, b, c, d, ..] = <[u8; 32]>::from(digest.finalize());
        [a, b, c, d]
    }

    /// Checks the bytes after the id; answers with the witness's time in seconds since 1970, `None` for an author.
    pub(super) fn verify(&self, text: &str, signature: &[u8]) -> Result<Option<u64>, NoteError> {
        let false_one = || NoteError::BadSignature { name: self.name.clone() };
        let (signed_at, message, signature) = match self.purpose {
            Purpose::Author => (None, text.to_owned(), signature),
            Purpose::Witness => {
                let (seconds, signature) = signature.split_first_chunk::<8>().ok_or_else(false_one)?;
                let seconds = u64::from_be_bytes(*seconds);
                (Some(seconds), witnessed(text, seconds), signature)
            }
        };
        let signature = ed25519_dalek::Signature::from_slice(signature).map_err(|_| false_one())?;
        self.public.verify_strict(message.as_bytes(), &signature).map_err(|_| false_one())?;
        Ok(signed_at)
    }
}

impl fmt::Display for VerifierKey {
    /// The vkey form, such as `example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let id = u32::from_be_bytes(self.id());
        let typed = [[self.purpose.byte()].as_slice(), self.public.as_bytes()].concat();
        write!(f, "{}+{id:08x}+{}", self.name, STANDARD.encode(typed))
    }
}

/// A secret key with the name that it signs under. One secret must not serve two witnesses (tlog-cosignature).
pub struct SigningKey {
    name: String,
    secret: ed25519_dalek::SigningKey,
}

impl SigningKey {
    /// A key from its 32 secret bytes (the seed of RFC 8032).
    pub fn new(name: &str, seed: &[u8; 32]) -> Result<Self, NoteError> {
        let secret = ed25519_dalek::SigningKey::from_bytes(seed);
        if is_name(name) { Ok(Self { name: name.to_owned(), secret }) } else { Err(NoteError::BadKey) }
    }

    /// The public half, for the purpose that its reader should hold it to.
    pub fn verifier(&self, purpose: Purpose) -> VerifierKey {
        VerifierKey { name: self.name.clone(), purpose, public: self.secret.verifying_key() }
    }

    /// Signs whole lines of text as their author and returns the note.
    pub fn sign(&self, text: &str) -> Result<String, NoteError> {
        if !is_text(text) {
            return Err(NoteError::Malformed);
        }
        let bytes = self.secret.sign(text.as_bytes()).to_bytes().to_vec();
        let signature = Signature { name: self.name.clone(), id: self.verifier(Purpose::Author).id(), bytes };
        Ok(Note { text: text.to_owned(), signatures: vec![signature] }.render())
    }

    /// The line that a witness adds to a note at `seconds` since 1970. The caller has checked the log's signature and
    /// the consistency with the last checkpoint it witnessed; this only signs.
    pub fn witness(&self, text: &str, seconds: u64) -> Signature {
        let signed = self.secret.sign(witnessed(text, seconds).as_bytes()).to_bytes();
        let bytes = [seconds.to_be_bytes().as_slice(), &signed].concat();
        Signature { name: self.name.clone(), id: self.verifier(Purpose::Witness).id(), bytes }
    }
}

impl fmt::Debug for SigningKey {
    /// The name only: secrets stay out of logs.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SigningKey").field("name", &self.name).finish_non_exhaustive()
    }
}

fn witnessed(text: &str, seconds: u64) -> String {
    format!("cosignature/v1\ntime {seconds}\n{text}")
}

pub(super) fn is_name(name: &str) -> bool {
    !name.is_empty() && !name.chars().any(|c| c.is_whitespace() || c.is_control() || c == '+')
}
