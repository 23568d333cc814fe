//! The press: fonts and templates made ready once, shared by threads, and the way of each document through it.

use crate::{
    error::PaperError,
    faces::{Faces, Families},
    printable, qr,
    world::{self, Desk, Shelf},
};
use jiff::{Timestamp, tz::TimeZone};
use serde::Serialize;
use typst::{
    diag::SourceDiagnostic,
    foundations::{Datetime, Smart},
};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards};

/// Makes papers; cheap to share, made once per process.
pub struct Press {
    shelf: Shelf,
}

/// A finished PDF file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pdf {
    /// The file.
    pub bytes: Vec<u8>,
    /// How many pages it has.
    pub pages: usize,
}

/// Metadata and conformance of a PDF.
pub(crate) struct Imprint<'a> {
    pub standard: PdfStandard,
    /// With structure for screen readers; makes long tables nine times larger.
    pub tagged: bool,
    pub identity: &'a str,
    pub made_at: Timestamp,
}

/// What a template finds in data.json.
#[derive(Serialize)]
pub(crate) struct Page<'a, S, X> {
    lang: &'a str,
    region: Option<&'a str>,
    fonts: &'a Families,
    pub sheet: &'a S,
    #[serde(flatten)]
    pub extras: X,
}

impl Press {
    /// Reads the fonts; `extra_fonts` are whole font files of the deployment, looked into after the built-in ones.
    /// Fails when one is no font, or when the built-in fonts can't print Chinese.
    pub fn new(extra_fonts: Vec<Vec<u8>>) -> Result<Press, PaperError> {
        Ok(Press { shelf: Shelf::new(Faces::new(extra_fonts)?)? })
    }

    /// The characters of `text` that no paper can show, each once: to warn a steward when a name is entered. Empty is good.
    pub fn uncovered(&self, text: &str) -> Vec<char> {
        printable::missing(&self.shelf.faces, text)
    }

    /// A desk with the checked data of one document.
    pub(crate) fn desk<S: Serialize, X: Serialize>(
        &self,
        template: &str,
        language: &str,
        (sheet, extras): (&S, X),
    ) -> Result<Desk<'_>, PaperError> {
        let (lang, region) = split_language(language)?;
        let page = Page { lang, region, fonts: &self.shelf.faces.families, sheet, extras };
        let value = serde_json::to_value(&page).map_err(|error| PaperError::Typesetting(error.to_string()))?;
        printable::check(&self.shelf.faces, &value)?;
        let mut desk = Desk::new(&self.shelf, template)?;
        desk.put(world::DATA, value.to_string().into_bytes())?;
        Ok(desk)
    }
}

/// Typesets what lies on the desk. `keep` is for how many later documents the typesetter's cache may keep what they don't use.
pub(crate) fn typeset(desk: &Desk<'_>, keep: usize) -> Result<PagedDocument, PaperError> {
    let result = typst::compile::<PagedDocument>(desk).output;
    typst::comemo::evict(keep);
    result.map_err(|errors| fault(&errors))
}

/// A document of exactly one page.
pub(crate) fn typeset_one_page(desk: &Desk<'_>, keep: usize) -> Result<PagedDocument, PaperError> {
    let document = typeset(desk, keep)?;
    match document.pages().len() {
        1 => Ok(document),
        pages => Err(PaperError::DoesNotFit { pages }),
    }
}

pub(crate) fn export(document: &PagedDocument, imprint: &Imprint<'_>) -> Result<Pdf, PaperError> {
    let standards =
        PdfStandards::new(&[imprint.standard]).map_err(|error| PaperError::Typesetting(format!("{error:?}")))?;
    let options = PdfOptions {
        ident: Smart::Custom(imprint.identity.to_owned()),
        creator: Smart::Custom(Some("Goodhours".to_owned())),
        timestamp: datetime(imprint.made_at).map(typst_pdf::Timestamp::new_utc),
        standards,
        tagged: imprint.tagged,
        ..PdfOptions::default()
    };
    let bytes = typst_pdf::pdf(document, &options).map_err(|errors| fault(&errors))?;
    Ok(Pdf { bytes, pages: document.pages().len() })
}

/// Lays the QR code of `text` on the desk.
pub(crate) fn put_qr(desk: &mut Desk<'_>, text: &str) -> Result<(), PaperError> {
    desk.put(world::QR, qr::svg(text, "")?.into_bytes())
}

/// Lays a picture on the desk if it is one; vector formats, which the typesetter would take too, are none.
pub(crate) fn put_picture(desk: &mut Desk<'_>, slot: &'static str, picture: Option<&[u8]>) -> Result<(), PaperError> {
    let Some(picture) = picture else { return Ok(()) };
    let is_known =
        [b"\x89PNG\r\n\x1a\n".as_slice(), b"\xff\xd8\xff"].into_iter().any(|magic| picture.starts_with(magic));
    match is_known {
        true => desk.put(slot, picture.to_vec()),
        false => Err(PaperError::BadPicture { slot }),
    }
}

fn fault(errors: &[SourceDiagnostic]) -> PaperError {
    let messages: Vec<&str> = errors.iter().map(|error| error.message.as_str()).collect();
    PaperError::Typesetting(messages.join("; "))
}

fn datetime(at: Timestamp) -> Option<Datetime> {
    let at = at.to_zoned(TimeZone::UTC);
    let small = |value: i8| u8::try_from(value).ok();
    Datetime::from_ymd_hms(
        i32::from(at.year()),
        small(at.month())?,
        small(at.day())?,
        small(at.hour())?,
        small(at.minute())?,
        small(at.second())?,
    )
}

/// `zh-CN` as language and region.
fn split_language(tag: &str) -> Result<(&str, Option<&str>), PaperError> {
    let (lang, region) = match tag.split_once('-') {
        Some((lang, region)) => (lang, Some(region)),
        None => (tag, None),
    };
    let letters = |part: &str, lengths: std::ops::RangeInclusive<usize>| {
        lengths.contains(&part.len()) && part.chars().all(|c| c.is_ascii_alphabetic())
    };
    match letters(lang, 2..=3) && region.is_none_or(|region| letters(region, 2..=2)) {
        true => Ok((lang, region)),
        false => Err(PaperError::BadLanguage { tag: tag.to_owned() }),
    }
}
