//! What the slices need besides the kernel's engine: settings, keys, hashers, kept pages.

use crate::kernel::{web::PageCache, words::Locale};
use axum::http::HeaderMap;
use std::net::IpAddr;

/// Handed to every slice by the office.
pub struct Means {
    pub settings: WebSettings,
    pub pages: PageCache,
}

/// What the web needs to know of the deployment.
#[derive(Debug, Clone)]
pub struct WebSettings {
    /// Served over HTTPS, so cookies are `__Host-` ones.
    pub secure: bool,
    /// The address that links in messages and QR codes begin with.
    pub origin: String,
    pub site_name: String,
}

impl WebSettings {
    /// The client's address: the peer itself, or what a trusted proxy says of it.
    pub fn client_address(&self, peer: Option<IpAddr>, _headers: &HeaderMap) -> String {
        peer.map_or_else(|| "local".to_owned(), |peer| peer.to_string())
    }
}

impl Means {
    /// Means of a small deployment on loopback, for stories.
    pub fn for_tests(_folder: &std::path::Path) -> Means {
        let origin = "http://localhost".to_owned();
        Means { settings: WebSettings { secure: false, origin, site_name: String::new() }, pages: PageCache::default() }
    }

    /// The platform's name.
    pub fn site_name(&self, locale: Locale) -> String {
        match (self.settings.site_name.as_str(), locale) {
            ("", Locale::ZhCn) => "善时".to_owned(),
            ("", Locale::En) => "Goodhours".to_owned(),
            (name, _) => name.to_owned(),
        }
    }
}
