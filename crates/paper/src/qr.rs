//! QR codes at error correction level M. Runs of digits become numeric segments of their own: a signed certificate written as a URL
//! with digits in its fragment then needs version 11 to 13 instead of 22.

use crate::error::PaperError;
use qrcodegen::{QrCode, QrCodeEcc, QrSegment};
use std::{fmt::Write, ops::Range};

/// The blank modules that a reader needs on each side (ISO/IEC 18004).
pub const QUIET_ZONE: u32 = 4;

/// A shorter run of digits costs more as a segment of its own than among bytes: each digit saves 14/3 bits, the two headers cost 36.
const DIGITS_MIN: usize = 8;

/// A code as one SVG path in a square of `side` units; a unit is a module, the quiet zone is included.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SvgPath {
    /// Modules per side with the quiet zone on both sides.
    pub side: u32,
    /// The `d` attribute: one rectangle per horizontal run of dark modules.
    pub d: String,
}

/// The code of `text` as a path. Fails with `QrTooLong`.
pub fn svg_path(text: &str) -> Result<SvgPath, PaperError> {
    let grid = Grid::of(text)?;
    let mut d = String::new();
    for y in 0..grid.modules {
        for run in grid.dark_runs(y) {
            let (x, y, width) = (run.start + QUIET_ZONE, y + QUIET_ZONE, run.end - run.start);
            // Writing to a String can't fail.
            let _ = write!(d, "M{x} {y}h{width}v1h-{width}z");
        }
    }
    Ok(SvgPath { side: grid.modules + 2 * QUIET_ZONE, d })
}

/// The code of `text` as a whole SVG element, black on white in every colour scheme; `label` is read to people who don't see it, an
/// empty one hides the picture from them.
pub fn svg(text: &str, label: &str) -> Result<String, PaperError> {
    let SvgPath { side, d } = svg_path(text)?;
    let role = match label {
        "" => "aria-hidden=\"true\"".to_owned(),
        label => format!("role=\"img\" aria-label=\"{}\"", escaped(label)),
    };
    Ok(format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {side} {side}\" {role} shape-rendering=\"crispEdges\">\
         <path fill=\"#fff\" d=\"M0 0h{side}v{side}H0z\"/><path fill=\"#000\" d=\"{d}\"/></svg>"
    ))
}

/// The code of `text` as a PNG of `scale` pixels per module (1 to 64), one bit per pixel, quiet zone included.
pub fn png(text: &str, scale: u32) -> Result<Vec<u8>, PaperError> {
    let grid = Grid::of(text)?;
    let scale = scale.clamp(1, 64);
    let side = (grid.modules + 2 * QUIET_ZONE) * scale;
    let mut rows = Vec::new();
    for y in 0..side {
        let module = |pixel: u32| (pixel / scale).checked_sub(QUIET_ZONE);
        let is_light = |x: u32| !module(x).zip(module(y)).is_some_and(|(x, y)| grid.is_dark(x, y));
        let bits: Vec<bool> = (0..side).map(is_light).collect();
        rows.extend(bits.chunks(8).map(|eight| {
            eight.iter().enumerate().fold(0_u8, |byte, (place, light)| byte | (u8::from(*light) << (7 - place)))
        }));
    }
    let mut file = Vec::new();
    let mut encoder = png::Encoder::new(&mut file, side, side);
    encoder.set_color(png::ColorType::Grayscale);
    encoder.set_depth(png::BitDepth::One);
    let written = encoder.write_header().and_then(|mut writer| writer.write_image_data(&rows));
    written.map_err(|error| PaperError::Typesetting(error.to_string()))?;
    Ok(file)
}

struct Grid {
    code: QrCode,
    modules: u32,
}

impl Grid {
    fn of(text: &str) -> Result<Grid, PaperError> {
        let too_long = || PaperError::QrTooLong { chars: text.chars().count() };
        let code = QrCode::encode_segments(&segments(text), QrCodeEcc::Medium).map_err(|_| too_long())?;
        let modules = u32::try_from(code.size()).map_err(|_| too_long())?;
        Ok(Grid { code, modules })
    }

    /// Outside the code all is light.
    fn is_dark(&self, x: u32, y: u32) -> bool {
        i32::try_from(x).ok().zip(i32::try_from(y).ok()).is_some_and(|(x, y)| self.code.get_module(x, y))
    }

    fn dark_runs(&self, y: u32) -> Vec<Range<u32>> {
        let mut runs: Vec<Range<u32>> = Vec::new();
        for x in (0..self.modules).filter(|x| self.is_dark(*x, y)) {
            match runs.last_mut().filter(|run| run.end == x) {
                Some(run) => run.end = x + 1,
                None => runs.push(x..x + 1),
            }
        }
        runs
    }
}

/// Cuts `text` into long runs of digits and what stands between them.
fn segments(text: &str) -> Vec<QrSegment> {
    let mut segments = Vec::new();
    let mut bytes = String::new();
    for run in text.as_bytes().chunk_by(|a, b| a.is_ascii_digit() == b.is_ascii_digit()) {
        // A boundary beside an ASCII digit is a boundary of characters, so nothing is lost here.
        let run = String::from_utf8_lossy(run);
        if run.len() < DIGITS_MIN || !run.starts_with(|c: char| c.is_ascii_digit()) {
            bytes.push_str(&run);
            continue;
        }
        if !bytes.is_empty() {
            segments.push(QrSegment::make_bytes(std::mem::take(&mut bytes).as_bytes()));
        }
        segments.push(QrSegment::make_numeric(&run));
    }
    if !bytes.is_empty() {
        segments.push(QrSegment::make_bytes(bytes.as_bytes()));
    }
    segments
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;
    use qrcodegen::QrSegmentMode;

    fn modes(text: &str) -> Vec<QrSegmentMode> {
        segments(text).iter().map(QrSegment::mode).collect()
    }

    #[test]
    fn only_long_runs_of_digits_become_numeric_segments() {
        assert_eq!(modes("https://v.example.org/c#01234567"), [QrSegmentMode::Byte, QrSegmentMode::Numeric]);
        assert_eq!(modes("https://v.example.org/c#0123456"), [QrSegmentMode::Byte]);
        assert_eq!(modes("志愿01234567志愿"), [QrSegmentMode::Byte, QrSegmentMode::Numeric, QrSegmentMode::Byte]);
    }

    // rules: CER-05
    #[test]
    fn a_signed_payload_in_digits_stays_a_small_code() {
        let url = format!("https://v.example.org/c#{}", "7".repeat(693));
        assert_eq!(svg_path(&url).unwrap().side, (17 + 4 * 13) + 2 * QUIET_ZONE);
    }

    #[test]
    fn a_text_beyond_the_largest_code_is_refused() {
        assert!(svg_path(&"x".repeat(2331)).is_ok());
        assert_eq!(svg_path(&"x".repeat(2332)), Err(PaperError::QrTooLong { chars: 2332 }));
        assert_eq!(png(&"x".repeat(2332), 1), Err(PaperError::QrTooLong { chars: 2332 }));
    }

    #[test]
    fn a_label_is_text_and_never_markup() {
        let picture = svg("x", "\"><script>").unwrap();
        assert!(picture.contains("aria-label=\"&quot;&gt;&lt;script&gt;\""), "{picture}");
        assert!(!picture.contains("<script"));
    }
}
