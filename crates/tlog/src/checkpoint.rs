//! Checkpoints ([C2SP tlog-checkpoint](https://c2sp.org/tlog-checkpoint)): a note that says which log this is, how many
//! leaves it has and what their root is. Whoever keeps one can later prove that the log was changed.

use crate::hash::Hash;
use crate::note::{NoteError, Signer, SigningKey, VerifierKey, open};
use crate::tree::Head;

/// The text of a checkpoint.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checkpoint {
    origin: String,
    head: Head,
    extensions: Vec<String>,
}

/// A checkpoint that its log signed, and the trusted witnesses that signed it too.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trusted {
    pub checkpoint: Checkpoint,
    pub witnesses: Vec<Signer>,
}

impl Checkpoint {
    /// A checkpoint of the log named `origin` (by custom its address without `https://`), without extension lines.
    pub fn new(origin: &str, head: Head) -> Result<Self, NoteError> {
        let origin = line(origin).ok_or(NoteError::Malformed)?;
        Ok(Self { origin, head, extensions: Vec::new() })
    }

    /// Adds an extension line. The format discourages them: no monitor looks at them.
    pub fn with_extension(mut self, text: &str) -> Result<Self, NoteError> {
        self.extensions.push(line(text).ok_or(NoteError::Malformed)?);
        Ok(self)
    }

    /// The name of the log.
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// The size and the root.
    pub fn head(&self) -> Head {
        self.head
    }

    /// The lines after the root, opaque to everyone but the log's own readers.
    pub fn extensions(&self) -> &[String] {
        &self.extensions
    }

    /// Reads the text of a note; signatures are the caller's business, see [`Checkpoint::open`].
    pub fn parse(text: &str) -> Result<Self, NoteError> {
        let mut lines = text.strip_suffix('\n').ok_or(NoteError::Malformed)?.split('\n');
        let mut next = || lines.next().and_then(line).ok_or(NoteError::Malformed);
        let (origin, size, root) = (next()?, next()?, next()?);
        let size = decimal(&size).ok_or(NoteError::Malformed)?;
        let root = Hash::from_base64(&root).ok_or(NoteError::Malformed)?;
        let extensions: Option<Vec<String>> = lines.map(line).collect();
        Ok(Self { origin, head: Head { size, root }, extensions: extensions.ok_or(NoteError::Malformed)? })
    }

    /// The text that is signed.
    pub fn render(&self) -> String {
        let extensions: String = self.extensions.iter().map(|line| format!("{line}\n")).collect();
        format!("{}\n{}\n{}\n{extensions}", self.origin, self.head.size, self.head.root.to_base64())
    }

    /// Signs as the log. The caller answers for never signing two checkpoints that are not consistent.
    pub fn sign(&self, log: &SigningKey) -> Result<String, NoteError> {
        log.sign(&self.render())
    }

    /// Reads a signed checkpoint of the log `origin`. The log's own signature must be there and fit; a false signature
    /// of a known witness refuses, a missing one is for the caller to count.
    pub fn open(note: &str, origin: &str, log: &VerifierKey, witnesses: &[VerifierKey]) -> Result<Trusted, NoteError> {
        let text = open(note, std::slice::from_ref(log))?.text;
        let checkpoint = Self::parse(&text)?;
        if checkpoint.origin != origin {
            return Err(NoteError::OtherOrigin);
        }
        let witnesses = match open(note, witnesses) {
            Ok(opened) => opened.signers,
            Err(NoteError::Unsigned) => Vec::new(),
            Err(refused) => return Err(refused),
        };
        Ok(Trusted { checkpoint, witnesses })
    }
}

fn line(text: &str) -> Option<String> {
    (!text.is_empty() && !text.chars().any(|c| c < ' ')).then(|| text.to_owned())
}

/// Digits without sign or leading zeroes.
pub(crate) fn decimal(text: &str) -> Option<u64> {
    text.parse().ok().filter(|number: &u64| number.to_string() == text)
}
