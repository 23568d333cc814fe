//! Which language a reader gets: the one chosen before (cookie), else the browser's wish, else Chinese.

/// A language that has all the words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Locale {
    ZhCn,
    En,
}

impl Locale {
    /// Every language, the default first.
    pub const ALL: [Locale; 2] = [Locale::ZhCn, Locale::En];

    /// The BCP 47 tag, also for the `lang` attribute and the cookie.
    pub const fn tag(self) -> &'static str {
        match self {
            Locale::ZhCn => "zh-CN",
            Locale::En => "en",
        }
    }

    /// By its exact tag.
    pub fn parse(tag: &str) -> Option<Locale> {
        Locale::ALL.into_iter().find(|one| one.tag() == tag)
    }

    /// The chosen language if there is one, else the best of an `Accept-Language` header (RFC 9110 §12.5.4), else Chinese.
    pub fn negotiate(cookie: Option<&str>, accept_language: Option<&str>) -> Locale {
        cookie.and_then(Locale::parse).or_else(|| accepted(accept_language?)).unwrap_or(Locale::ZhCn)
    }
}

/// The wish of highest quality that we speak; the earlier of two equal ones.
fn accepted(header: &str) -> Option<Locale> {
    let mut best: Option<(f32, Locale)> = None;
    for wish in header.split(',') {
        let (range, parameters) = wish.split_once(';').unwrap_or((wish, ""));
        let quality = parameters.trim().strip_prefix("q=").map_or(Some(1.0), |q| q.trim().parse().ok()).unwrap_or(0.0);
        if let Some(locale) = spoken(range.trim())
            && quality > best.map_or(0.0, |(most, _)| most)
        {
            best = Some((quality, locale));
        }
    }
    best.map(|(_, locale)| locale)
}

fn spoken(range: &str) -> Option<Locale> {
    match range.split('-').next()?.to_ascii_lowercase().as_str() {
        "zh" => Some(Locale::ZhCn),
        "en" => Some(Locale::En),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_chosen_language_beats_the_browsers() {
        assert_eq!(Locale::negotiate(Some("en"), Some("zh-CN")), Locale::En);
        assert_eq!(Locale::negotiate(Some("xx"), Some("en-GB,en;q=0.9")), Locale::En);
    }

    #[test]
    fn the_browsers_best_wish_that_we_speak_is_taken() {
        for (header, expected) in [
            ("zh-TW,zh;q=0.9,en;q=0.8", Locale::ZhCn),
            ("fr,en;q=0.8,zh;q=0.7", Locale::En),
            ("en;q=0.3, zh-Hans-CN;q=0.4", Locale::ZhCn),
            ("en;q=0", Locale::ZhCn),
            ("en;q=zz", Locale::ZhCn),
            ("fr", Locale::ZhCn),
            (";;,,=", Locale::ZhCn),
        ] {
            assert_eq!(Locale::negotiate(None, Some(header)), expected, "{header}");
        }
        assert_eq!(Locale::negotiate(None, None), Locale::ZhCn);
    }
}
