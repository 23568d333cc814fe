//! Which characters a page can show. A missing glyph is an error that a steward sees, never a box on paper (certificates, cards).

use crate::{error::PaperError, faces::Faces};
use serde_json::Value;

/// The characters of `text` that can't be printed, each once, in their order.
pub(crate) fn missing(faces: &Faces, text: &str) -> Vec<char> {
    let mut missing = Vec::new();
    for c in text.chars() {
        if !is_printable(faces, c) && !missing.contains(&c) {
            missing.push(c);
        }
    }
    missing
}

/// Refuses the first text of `value`, at any depth, that can't be printed whole.
pub(crate) fn check(faces: &Faces, value: &Value) -> Result<(), PaperError> {
    match value {
        Value::String(text) => match missing(faces, text) {
            none if none.is_empty() => Ok(()),
            missing => Err(PaperError::MissingGlyph { text: text.clone(), missing }),
        },
        Value::Array(items) => items.iter().try_for_each(|item| check(faces, item)),
        Value::Object(fields) => fields.values().try_for_each(|field| check(faces, field)),
        Value::Null | Value::Bool(_) | Value::Number(_) => Ok(()),
    }
}

fn is_printable(faces: &Faces, c: char) -> bool {
    c == ' ' || is_variation_selector(c) || (faces.has(c) && !turns_direction(c) && !c.is_control())
}

/// Chooses a form of the character before it; a font without that form shows the usual one.
const fn is_variation_selector(c: char) -> bool {
    matches!(c, '\u{fe00}'..='\u{fe0f}' | '\u{e0100}'..='\u{e01ef}')
}

/// Controls that would make a name read differently from how it is stored.
const fn turns_direction(c: char) -> bool {
    matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}
