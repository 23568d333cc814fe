//! Signed notes ([C2SP signed-note](https://c2sp.org/signed-note)): a text, a blank line, and signature lines that
//! carry the key's name and id. Two kinds of Ed25519 signature are understood: the plain one of the author (type 1),
//! and the timestamped one of a witness (type 4, [C2SP tlog-cosignature](https://c2sp.org/tlog-cosignature)).
//!
//! The text means nothing before [`open`] has checked it against keys that the reader trusts.

mod key;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

pub use key::{Purpose, SigningKey, VerifierKey};

/// Signatures that a note may carry at most; the format asks for at least 16.
pub const SIGNATURES_MAX: usize = 64;
const DASH: &str = "\u{2014} ";

/// Why a note, a key or a checkpoint was refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NoteError {
    /// Not the shape of a note, of a checkpoint or of a proof.
    Malformed,
    /// A key name is empty or has a space or a plus in it, or a key does not belong to its id.
    BadKey,
    /// A signature by the trusted key of this name does not fit the text.
    BadSignature { name: String },
    /// No key that had to sign did.
    Unsigned,
    /// The checkpoint is of another log.
    OtherOrigin,
}

impl std::fmt::Display for NoteError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Malformed => f.write_str("not a well-formed note"),
            Self::BadKey => f.write_str("not a usable key"),
            Self::BadSignature { name } => write!(f, "the signature by {name} does not fit"),
            Self::Unsigned => f.write_str("no trusted key has signed"),
            Self::OtherOrigin => f.write_str("a checkpoint of another log"),
        }
    }
}

impl std::error::Error for NoteError {}

/// One signature line: the name of a key, its id, and the bytes after the id.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signature {
    pub name: String,
    pub id: [u8; 4],
    pub bytes: Vec<u8>,
}

impl Signature {
    fn parse(line: &str) -> Option<Self> {
        let (name, encoded) = line.strip_prefix(DASH)?.split_once(' ')?;
        let decoded = STANDARD.decode(encoded).ok()?;
        let (id, bytes) = decoded.split_first_chunk::<4>()?;
        (key::is_name(name) && !bytes.is_empty()).then(|| Self {
            name: name.to_owned(),
            id: *id,
            bytes: bytes.to_vec(),
        })
    }

    fn render(&self) -> String {
        let encoded = STANDARD.encode([self.id.as_slice(), &self.bytes].concat());
        format!("{DASH}{} {encoded}\n", self.name)
    }
}

/// A note taken apart but not checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// The signed text with its last newline.
    pub text: String,
    pub signatures: Vec<Signature>,
}

impl Note {
    /// Takes a note apart, without trusting it.
    pub fn parse(note: &str) -> Result<Self, NoteError> {
        let (text, lines) = note.rsplit_once("\n\n").ok_or(NoteError::Malformed)?;
        let lines = lines.strip_suffix('\n').ok_or(NoteError::Malformed)?;
        let text = format!("{text}\n");
        let signatures: Option<Vec<_>> = lines.split('\n').take(SIGNATURES_MAX + 1).map(Signature::parse).collect();
        let signatures = signatures.filter(|all| all.len() <= SIGNATURES_MAX).ok_or(NoteError::Malformed)?;
        if is_text(&text) { Ok(Self { text, signatures }) } else { Err(NoteError::Malformed) }
    }

    /// The note as it is published.
    pub fn render(&self) -> String {
        let lines: String = self.signatures.iter().map(Signature::render).collect();
        format!("{}\n{lines}", self.text)
    }
}

/// A trusted key whose signature was found and fits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signer {
    pub name: String,
    pub id: [u8; 4],
    /// When a witness says that it signed, in seconds since 1970; `None` for the author.
    pub signed_at: Option<u64>,
}

/// A note whose text may be believed as far as its signers are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Opened {
    pub text: String,
    /// In the order of the lines, each key once.
    pub signers: Vec<Signer>,
}

/// Checks a note against trusted keys: unknown signatures are passed over, a false one by a known key refuses the whole
/// note, and at least one must fit.
pub fn open(note: &str, trusted: &[VerifierKey]) -> Result<Opened, NoteError> {
    let Note { text, signatures } = Note::parse(note)?;
    let mut signers: Vec<Signer> = Vec::new();
    for signature in signatures {
        let Some(key) = trusted.iter().find(|key| key.name() == signature.name && key.id() == signature.id) else {
            continue;
        };
        let signed_at = key.verify(&text, &signature.bytes)?;
        if !signers.iter().any(|signer| signer.name == signature.name && signer.id == signature.id) {
            signers.push(Signer { name: signature.name, id: signature.id, signed_at });
        }
    }
    if signers.is_empty() { Err(NoteError::Unsigned) } else { Ok(Opened { text, signers }) }
}

/// A text that may be signed: whole lines without control characters.
fn is_text(text: &str) -> bool {
    text.ends_with('\n') && !text.chars().any(|c| c < ' ' && c != '\n')
}
