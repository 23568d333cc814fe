//! Lists over several pages: the address that asks for one, and the way from it to the next.

use super::encode;

/// Back to the first page of a list and on to the next; shown by `pager.html`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pager {
    /// The address of the first page.
    pub first: String,
    /// Whether this is the first page.
    pub is_first: bool,
    /// The address of the next page, if there is one.
    pub next: Option<String>,
}

/// The address that asks for this; what is empty is left out.
pub fn address(path: &str, fields: &[(&str, &str)]) -> String {
    let given = fields.iter().filter(|(_, value)| !value.is_empty());
    let query: Vec<String> = given.map(|(name, value)| format!("{name}={}", encode(value))).collect();
    if query.is_empty() { path.to_owned() } else { format!("{path}?{}", query.join("&")) }
}

#[cfg(test)]
mod tests {
    use super::address;

    #[test]
    fn an_address_names_what_was_asked_and_nothing_empty() {
        assert_eq!(address("/hours", &[("q", ""), ("after", "")]), "/hours");
        assert_eq!(
            address("/hours", &[("q", "敬老 & 助残"), ("after", "7.1")]),
            "/hours?q=%E6%95%AC%E8%80%81%20%26%20%E5%8A%A9%E6%AE%8B&after=7.1"
        );
    }
}
