//! What others send, read strictly: a parameter once (RFC 6749, 3.1), in sound UTF-8, of a bearable length.

use url::form_urlencoded::{Serializer, parse};

/// The most that a request may weigh: browsers and proxies carry addresses of this length.
const BYTES_MAX: usize = 6 * 1024;
/// The most that one value may weigh; the longest is a hint.
const VALUE_BYTES_MAX: usize = 4096;

/// The parameters of a request.
#[derive(Debug, Clone, Default)]
pub struct Params {
    pairs: Vec<(String, String)>,
    is_sound: bool,
}

impl Params {
    /// Reads what was sent, whatever it is.
    pub fn read(raw: &str) -> Params {
        if raw.len() > BYTES_MAX {
            return Params::default();
        }
        let pairs: Vec<(String, String)> =
            parse(raw.as_bytes()).into_owned().filter(|(_, value)| !value.is_empty()).collect();
        let strange =
            |text: &str| text.len() > VALUE_BYTES_MAX || text.chars().any(|c| c.is_control() || c == '\u{fffd}');
        let is_twice = |name: &str| pairs.iter().filter(|(other, _)| other == name).count() > 1;
        let is_sound = pairs.iter().all(|(name, value)| !strange(name) && !strange(value) && !is_twice(name));
        Params { pairs, is_sound }
    }

    /// Whether nothing in it is strange.
    pub fn is_sound(&self) -> bool {
        self.is_sound
    }

    /// One that was sent and isn't empty; none when it was sent twice.
    pub fn get(&self, name: &str) -> Option<&str> {
        let mut all = self.pairs.iter().filter(|(other, _)| other == name).map(|(_, value)| value.as_str());
        match (all.next(), all.next()) {
            (Some(only), None) => Some(only),
            _ => None,
        }
    }

    /// The same with one parameter set anew.
    pub fn with(&self, name: &str, value: &str) -> Params {
        let mut pairs = self.without(name);
        pairs.push((name.to_owned(), value.to_owned()));
        Params { pairs, is_sound: self.is_sound }
    }

    fn without(&self, name: &str) -> Vec<(String, String)> {
        self.pairs.iter().filter(|(other, _)| other != name).cloned().collect()
    }

    /// As it is sent, without one of its parameters.
    pub fn text_without(&self, name: &str) -> String {
        Serializer::new(String::new()).extend_pairs(self.without(name)).finish()
    }

    /// As it is sent.
    pub fn text(&self) -> String {
        Serializer::new(String::new()).extend_pairs(&self.pairs).finish()
    }
}

/// An address with further parameters behind it.
pub fn extended(address: &str, pairs: &[(&str, &str)]) -> String {
    let joint = if address.contains('?') { '&' } else { '?' };
    format!("{address}{joint}{}", Serializer::new(String::new()).extend_pairs(pairs).finish())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_parameter_sent_twice_or_in_broken_signs_is_not_taken() {
        let sound = Params::read("a=1&b=%E5%96%84&empty=");
        assert_eq!(
            (sound.get("a"), sound.get("b"), sound.get("empty"), sound.is_sound()),
            (Some("1"), Some("善"), None, true)
        );
        assert_eq!((Params::read("a=1&a=2").get("a"), Params::read("a=1&a=2").is_sound()), (None, false));
        for strange in ["a=%FF", "a=%C3%28", "a=%0D%0A", "a=%7F"] {
            assert!(!Params::read(strange).is_sound(), "{strange}");
        }
        assert!(Params::read(&format!("a={}", "x".repeat(VALUE_BYTES_MAX))).is_sound());
        assert!(!Params::read(&format!("a={}", "x".repeat(VALUE_BYTES_MAX + 1))).is_sound());
        assert!(!Params::read(&"x".repeat(BYTES_MAX + 1)).is_sound());
    }
}
