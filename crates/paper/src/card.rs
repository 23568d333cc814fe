//! The face of the volunteer card (CRD-04) as a picture of 971 × 612 pixels: a bank card at 288 pixels per inch.

use crate::{
    error::PaperError,
    press::{self, Press},
    qr, world,
};
use serde::{Deserialize, Serialize};
use typst::utils::Scalar;
use typst_render::RenderOptions;

/// What a card says; texts in its language.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Card {
    /// Language tag of all texts: `zh-CN`, `en`.
    pub language: String,
    pub words: CardWords,
    pub name: String,
    pub sex: String,
    pub volunteer_number: String,
    /// The city of registration.
    pub registered_in: String,
    /// The star level, 0 to 5; more is shown as 5.
    pub stars: u8,
    pub issuer: String,
    /// The content of the QR code (CRD-07): a short-lived token or a short address.
    pub scan_url: String,
}

/// The labels of a card in its language.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CardWords {
    pub title: String,
    pub sex: String,
    pub volunteer_number: String,
    pub registered_in: String,
}

#[derive(Serialize)]
struct Extras {
    has_photo: bool,
    stars: u8,
    /// In points; a module is a whole number of pixels.
    qr_width: f64,
}

/// 85.6 × 53.98 mm at four pixels per point are 971 × 612 pixels.
const PIXELS_PER_POINT: u32 = 4;
/// The room for the QR code on the card.
const QR_PIXELS: u32 = 264;
const STARS_MAX: u8 = 5;
const KEEP: usize = 5;

impl Press {
    /// One card face as PNG; the photo is a JPEG or PNG file and is cut to 3:4. Fails with `MissingGlyph`, `BadPicture`, `BadLanguage`,
    /// `QrTooLong` or `DoesNotFit`.
    pub fn card_png(&self, card: &Card, photo: Option<&[u8]>) -> Result<Vec<u8>, PaperError> {
        let side = qr::svg_path(&card.scan_url)?.side;
        let qr_pixels = (QR_PIXELS / side).max(1) * side;
        let extras = Extras {
            has_photo: photo.is_some(),
            stars: card.stars.min(STARS_MAX),
            qr_width: f64::from(qr_pixels) / f64::from(PIXELS_PER_POINT),
        };
        let mut desk = self.desk(world::CARD, &card.language, (card, extras))?;
        press::put_qr(&mut desk, &card.scan_url)?;
        press::put_picture(&mut desk, world::PHOTO, photo)?;
        let document = press::typeset_one_page(&desk, KEEP)?;
        let page = document.pages().first().ok_or(PaperError::DoesNotFit { pages: 0 })?;
        let options = RenderOptions { pixel_per_pt: Scalar::new(f64::from(PIXELS_PER_POINT)), render_bleed: false };
        let picture = typst_render::render(page, &options);
        picture.encode_png().map_err(|error| PaperError::Typesetting(error.to_string()))
    }
}
