//! Why a paper was not made.

/// Nothing is printed half: each of these stops the whole document.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PaperError {
    /// The bytes at this place of the extra fonts are no TrueType or OpenType font.
    #[error("extra font {place} is no font file")]
    BadFont { place: usize },
    /// The fonts lack characters that every Chinese certificate needs.
    #[error("no Chinese font: {missing:?} can't be printed")]
    NoChineseFont { missing: Vec<char> },
    /// No font has these characters of `text`, or they are controls that would disturb the page. A steward adds a font (CER-03).
    #[error("no glyph for {missing:?} in {text:?}")]
    MissingGlyph { text: String, missing: Vec<char> },
    /// A picture that is neither JPEG nor PNG.
    #[error("the {slot} is neither JPEG nor PNG")]
    BadPicture { slot: &'static str },
    /// Not a language tag of the form `zh` or `zh-CN`.
    #[error("{tag:?} is no language tag")]
    BadLanguage { tag: String },
    /// The texts are too long for the one page of a certificate or card.
    #[error("the texts need {pages} pages instead of one")]
    DoesNotFit { pages: usize },
    /// More than a QR code holds at error correction level M.
    #[error("{chars} characters are too many for a QR code")]
    QrTooLong { chars: usize },
    /// The typesetter refused the template or the picture: a fault of ours or a damaged picture.
    #[error("typesetting failed: {0}")]
    Typesetting(String),
}
