//! QR codes for a terminal: two modules a character, light on dark or dark on light alike, since the quiet zone is drawn too.

use qrcodegen::{QrCode, QrCodeEcc};

const QUIET: i32 = 2;

/// An address as a QR code of block characters, a line each; none when it is too long for one.
pub fn qr(text: &str) -> Option<String> {
    let code = QrCode::encode_text(text, QrCodeEcc::Low).ok()?;
    let (from, to) = (-QUIET, code.size() + QUIET);
    let light = |x, y| !code.get_module(x, y);
    let mut out = String::new();
    for y in (from..to).step_by(2) {
        for x in from..to {
            out.push(match (light(x, y), light(x, y + 1)) {
                (true, true) => '█',
                (true, false) => '▀',
                (false, true) => '▄',
                (false, false) => ' ',
            });
        }
        out.push('\n');
    }
    Some(out)
}
