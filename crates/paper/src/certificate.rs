//! The service-time certificate (CER-03): one A4 page, PDF/A-2a with structure for screen readers.

use crate::{
    error::PaperError,
    figure::Figure,
    press::{self, Imprint, Pdf, Press},
    qr, world,
};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use typst_pdf::PdfStandard;

/// What a certificate says. Dates and places are texts in the certificate's language.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Certificate {
    /// Language tag of all texts: `zh-CN`, `en`.
    pub language: String,
    pub words: CertificateWords,
    /// Certificate number as printed.
    pub number: String,
    pub name: String,
    pub sex: String,
    /// Label of the document number: the kind of document.
    pub document_kind: String,
    /// Masked unless the holder wished otherwise (CER-03).
    pub document_number: String,
    pub volunteer_number: String,
    pub registered_on: String,
    pub registered_in: String,
    /// One or two sentences above the figure: what is certified, for which period, organisation or purpose (CER-07).
    pub statement: String,
    pub hours: Hours,
    /// The moment that the figure speaks for (CER-06).
    pub as_of: String,
    /// That the details are attached.
    pub details: String,
    /// 负责人
    pub in_charge: String,
    /// 经办人
    pub handled_by: String,
    pub issuer: String,
    /// The moment of issue as printed.
    pub issued: String,
    /// The moment of issue in the file's metadata.
    pub issued_at: Timestamp,
    /// Where a certificate is looked up by number and name, as printed.
    pub query_address: String,
    /// The content of the QR code (CER-05): a URL, with the signed payload as digits in its fragment.
    pub verify_url: String,
    /// Small print, a line each: whose record it is, that it is free (CER-08).
    pub notes: Vec<String>,
}

/// The labels of a certificate in its language.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CertificateWords {
    pub title: String,
    /// The title in a second language.
    pub subtitle: Option<String>,
    pub name: String,
    pub sex: String,
    pub volunteer_number: String,
    pub registered_on: String,
    pub registered_in: String,
    pub total: String,
    pub hours_unit: String,
    pub minutes_unit: String,
    pub scan: String,
    pub make_up: String,
    pub deducted: String,
    pub honorary: String,
    pub training: String,
    /// That honorary and training time is no part of the total.
    pub not_added: String,
    pub in_charge: String,
    pub handled_by: String,
    pub certificate_number: String,
    pub issued: String,
    pub query_address: String,
    pub scan_to_verify: String,
    /// That the seal is a picture without a certified signature (CER-03); printed only with one.
    pub unsigned_seal: String,
    /// Descriptions of the pictures for people who don't see them.
    pub photo_alt: String,
    pub seal_alt: String,
    pub qr_alt: String,
}

/// Whole minutes. The total is what was scanned and made up, less what was deducted; honorary and training time stand beside it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hours {
    pub scan: u32,
    pub make_up: u32,
    pub deducted: u32,
    pub honorary: u32,
    pub training: u32,
}

impl Hours {
    /// The figure that the certificate states; never below zero.
    pub fn total(&self) -> u32 {
        self.scan.saturating_add(self.make_up).saturating_sub(self.deducted)
    }
}

/// JPEG or PNG files. The photo is cut to 3:4; the seal is laid over the issuer's name and wants a transparent ground.
#[derive(Debug, Clone, Copy, Default)]
pub struct Pictures<'a> {
    pub photo: Option<&'a [u8]>,
    pub seal: Option<&'a [u8]>,
}

#[derive(Serialize)]
struct Extras<'a> {
    total: Figure,
    parts: [Part<'a>; 3],
    beside: [Part<'a>; 2],
    has_photo: bool,
    has_seal: bool,
    qr_width: u32,
}

#[derive(Serialize)]
struct Part<'a> {
    label: &'a str,
    figure: Figure,
}

/// With its quiet zone, in mm. A signed payload must stay readable from a photocopy; a short address needs less.
const QR_WIDTH_MM: u32 = 50;
const QR_WIDTH_SHORT_MM: u32 = 36;
/// Version 5 with its quiet zone.
const SHORT_SIDE_MAX: u32 = 45;

/// Certificates use nearly the same layout each time; what five of them in a row didn't use is forgotten.
const KEEP: usize = 5;

impl Press {
    /// One certificate. Fails with `MissingGlyph`, `BadPicture`, `BadLanguage`, `QrTooLong`, or `DoesNotFit` when the texts are longer
    /// than a page.
    pub fn certificate(&self, certificate: &Certificate, pictures: Pictures<'_>) -> Result<Pdf, PaperError> {
        let extras = extras(certificate, pictures)?;
        let mut desk = self.desk(world::CERTIFICATE, &certificate.language, (certificate, extras))?;
        press::put_qr(&mut desk, &certificate.verify_url)?;
        press::put_picture(&mut desk, world::PHOTO, pictures.photo)?;
        press::put_picture(&mut desk, world::SEAL, pictures.seal)?;
        let document = press::typeset_one_page(&desk, KEEP)?;
        press::export(
            &document,
            &Imprint {
                standard: PdfStandard::A_2a,
                tagged: true,
                identity: &certificate.number,
                made_at: certificate.issued_at,
            },
        )
    }
}

fn extras<'a>(certificate: &'a Certificate, pictures: Pictures<'_>) -> Result<Extras<'a>, PaperError> {
    let Certificate { words, hours, verify_url, .. } = certificate;
    let is_short = qr::svg_path(verify_url)?.side <= SHORT_SIDE_MAX;
    let part = |label, minutes| Part { label, figure: Figure::of(minutes) };
    Ok(Extras {
        total: Figure::of(hours.total()),
        parts: [
            part(&words.scan, hours.scan),
            part(&words.make_up, hours.make_up),
            Part { label: &words.deducted, figure: Figure::less(hours.deducted) },
        ],
        beside: [part(&words.honorary, hours.honorary), part(&words.training, hours.training)],
        has_photo: pictures.photo.is_some(),
        has_seal: pictures.seal.is_some(),
        qr_width: if is_short { QR_WIDTH_SHORT_MM } else { QR_WIDTH_MM },
    })
}
