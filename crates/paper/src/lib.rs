//! Paper: data in, bytes out. Certificates and detail lists as PDF/A, the card face as PNG, QR codes as SVG or PNG. No clock, no disk,
//! no network, and no words of its own: every text that a person reads comes from the caller, so that each locale prints alike.
//! The same input gives the same bytes.

mod card;
mod certificate;
mod detail_list;
mod error;
mod faces;
mod figure;
mod press;
mod printable;
pub mod qr;
mod world;

pub use card::{Card, CardWords};
pub use certificate::{Certificate, CertificateWords, Hours, Pictures};
pub use detail_list::{DetailList, DetailListWords, DetailRow, Fact};
pub use error::PaperError;
pub use press::{Pdf, Press};
