//! The table of bundled files. Addresses under `/assets/` carry a hash of the content and may be cached for ever; the others
//! (`/sw.js`, `/manifest.webmanifest`) have to be asked for anew. Pages link by [`url`], so a page must not be cached longer
//! than a release.

/// A file that a browser loads, in the three forms it may travel in.
#[derive(Clone, Copy)]
pub struct Asset {
    /// What the source calls it, as `app.css`.
    pub name: &'static str,
    /// The path of its address, as `/assets/app.3f2a09c1d2.css`.
    pub path: &'static str,
    /// The value of the content-type header.
    pub content_type: &'static str,
    pub identity: &'static [u8],
    /// Brotli, level 11; empty where packing gains less than 5 %.
    pub brotli: &'static [u8],
    /// Gzip, level 9; empty where packing gains less than 5 %.
    pub gzip: &'static [u8],
}

/// A form that [`Asset::for_client`] chose; its header name is [`Encoding::header`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    Identity,
    Brotli,
    Gzip,
}

impl Encoding {
    /// The value of the content-encoding header, or nothing for the file as it is.
    #[must_use]
    pub const fn header(self) -> Option<&'static str> {
        match self {
            Encoding::Identity => None,
            Encoding::Brotli => Some("br"),
            Encoding::Gzip => Some("gzip"),
        }
    }
}

impl Asset {
    /// Whether the address changes with the content, so that an answer may say `immutable`.
    #[must_use]
    pub fn is_immutable(&self) -> bool {
        self.path.starts_with("/assets/")
    }

    /// The smallest form that a client with this Accept-Encoding header takes (RFC 9110, 12.5.3); `q=0` means never.
    #[must_use]
    pub fn for_client(&self, accept_encoding: &str) -> (Encoding, &'static [u8]) {
        if accepts(accept_encoding, "br") && !self.brotli.is_empty() {
            (Encoding::Brotli, self.brotli)
        } else if accepts(accept_encoding, "gzip") && !self.gzip.is_empty() {
            (Encoding::Gzip, self.gzip)
        } else {
            (Encoding::Identity, self.identity)
        }
    }
}

fn accepts(header: &str, coding: &str) -> bool {
    header.split(',').any(|offer| {
        let mut parts = offer.split(';').map(str::trim);
        let named = parts.next().is_some_and(|name| name.eq_ignore_ascii_case(coding));
        let refused = parts.any(|part| part.strip_prefix("q=").and_then(|q| q.parse::<f32>().ok()) == Some(0.0));
        named && !refused
    })
}

static ASSETS: &[Asset] = include!(concat!(env!("OUT_DIR"), "/assets.rs"));

/// Every bundled file, for building routes.
#[must_use]
pub fn all() -> &'static [Asset] {
    ASSETS
}

/// The file at an address, as `/assets/app.3f2a09c1d2.css`.
#[must_use]
pub fn find(path: &str) -> Option<&'static Asset> {
    ASSETS.iter().find(|asset| asset.path == path)
}

/// The address of a file by its source name: `app.css` gives its hashed path. An unknown name gives `/assets/unknown`, which
/// nobody serves; the test that asks every page for its assets finds it.
#[must_use]
pub fn url(name: &str) -> &'static str {
    ASSETS.iter().find(|asset| asset.name == name).map_or("/assets/unknown", |asset| asset.path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_asset_is_found_by_its_name_and_by_its_address() {
        for asset in all() {
            assert_eq!(url(asset.name), asset.path);
            assert_eq!(find(asset.path).map(|found| found.name), Some(asset.name));
            assert!(!asset.identity.is_empty(), "{}", asset.name);
        }
        assert_eq!(url("app.scss"), "/assets/unknown");
        assert!(find("/assets/unknown").is_none());
    }

    #[test]
    fn an_address_that_is_cached_for_ever_carries_a_hash_and_the_service_worker_does_not() {
        let path = url("app.css");
        let hash =
            path.strip_prefix("/assets/app.").and_then(|rest| rest.strip_suffix(".css")).expect("a hash between");
        assert!(hash.len() == 10 && hash.bytes().all(|byte| byte.is_ascii_hexdigit()), "{path}");
        assert!(find(path).expect("it is served").is_immutable());
        assert_eq!(url("sw.js"), "/sw.js");
        assert!(!find("/sw.js").expect("it is served").is_immutable());
    }

    #[test]
    fn a_client_gets_the_smallest_form_that_it_takes() {
        let css = find(url("app.css")).expect("the style sheet");
        let chosen = |header| css.for_client(header).0;

        assert_eq!(chosen("gzip, deflate, br"), Encoding::Brotli);
        assert_eq!(chosen("gzip;q=1.0, br;q=0"), Encoding::Gzip);
        assert_eq!(chosen("deflate"), Encoding::Identity);
        assert_eq!(chosen(""), Encoding::Identity);
        assert_eq!(css.for_client("br").1, css.brotli);
        assert!(css.brotli.len() < css.gzip.len() && css.gzip.len() < css.identity.len());
    }

    #[test]
    fn a_picture_that_packing_does_not_shrink_travels_as_it_is() {
        let icon = find(url("icon-192.png")).expect("the icon");
        assert_eq!(icon.for_client("gzip, br"), (Encoding::Identity, icon.identity));
        assert!(icon.identity.starts_with(b"\x89PNG\r\n"));
    }

    /// Style sheet and script of a first visit; with the 3 KB of a list page they stay under 15 KB.
    #[test]
    fn the_first_visit_stays_within_its_budget() {
        let packed = |name| find(url(name)).expect(name).brotli.len();
        assert!(packed("app.css") <= 8_500, "app.css: {}", packed("app.css"));
        assert!(packed("app.js") <= 1_500, "app.js: {}", packed("app.js"));
        assert!(packed("icons.svg") <= 2_500, "icons.svg: {}", packed("icons.svg"));
    }

    /// Measured in Chromium 72 and 78: each of these is ignored there, the flexible gap even though `@supports` claims it.
    #[test]
    fn the_style_sheet_asks_nothing_of_old_engines_that_they_lack() {
        let css = String::from_utf8_lossy(find(url("app.css")).expect("the style sheet").identity).into_owned();
        let css = css.replace("grid-gap:", "");
        for lacking in [
            "gap:",
            "inset:",
            "clamp(",
            ":is(",
            ":where(",
            ":has(",
            "aspect-ratio",
            "color-mix(",
            "light-dark(",
            "oklch(",
        ] {
            assert!(!css.contains(lacking), "{lacking}");
        }
    }

    /// A person who asks for larger type gets all of it larger.
    #[test]
    fn no_text_is_smaller_than_14_pixels_and_every_size_follows_elder_mode() {
        let css = String::from_utf8_lossy(find(url("app.css")).expect("the style sheet").identity).into_owned();
        for part in css.split("font-size:").skip(1) {
            let size = part.split([';', '}']).next().expect("a value");
            let rem = size.strip_suffix("rem").and_then(|number| number.parse::<f32>().ok());
            assert!(rem.is_none_or(|rem| rem >= 0.875), "font-size:{size}");
        }
        assert!(css.contains("font-size:131.25%"));
    }

    #[test]
    fn no_style_or_script_loads_from_another_host() {
        for asset in all().iter().filter(|asset| asset.name.ends_with(".css") || asset.name.ends_with(".js")) {
            let text = String::from_utf8_lossy(asset.identity);
            assert!(
                !text.contains("https://") && !text.contains("@import") && !text.contains("url(http"),
                "{}",
                asset.name
            );
        }
    }
}
