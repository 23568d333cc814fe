//! QR codes as pictures in the page: one path, sharp at every size.

use askama::filters::Safe;
use qrcodegen::{QrCode, QrCodeEcc};

/// Modules of quiet around the code (ISO/IEC 18004 asks for four).
const QUIET: i32 = 4;

/// A QR code of a text, named for those who can't see it; nothing when the text is too long for any code.
pub fn qr(text: &str, label: &str) -> Safe<String> {
    let Ok(code) = QrCode::encode_text(text, QrCodeEcc::Medium) else { return Safe(String::new()) };
    let (size, mut path) = (code.size(), String::new());
    for y in 0..size {
        for x in (0..size).filter(|x| code.get_module(*x, y)) {
            path.push_str(&format!("M{} {}h1v1h-1z", x + QUIET, y + QUIET));
        }
    }
    let side = size + 2 * QUIET;
    let label = label.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;");
    Safe(format!(
        "<svg class=\"qr\" viewBox=\"0 0 {side} {side}\" role=\"img\" aria-label=\"{label}\"><path d=\"{path}\"/></svg>"
    ))
}
