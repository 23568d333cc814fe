//! Which data of a person a platform gets: what it asks for, as far as it was allowed to and the person agrees.

use std::collections::BTreeSet;

crate::named! {
    /// A set of data that is agreed to as one.
    pub enum Scope {
        /// A number for this person that no other platform knows.
        OpenId = 1, "openid";
        /// The public name and the language.
        Profile = 2, "profile";
        Phone = 3, "phone";
        Email = 4, "email";
        /// The county of residence.
        Address = 5, "address";
        /// Volunteer number, stars and confirmed hours.
        Volunteer = 6, "volunteer";
        /// The verified name, for platforms that the law lets ask for it.
        RealName = 7, "real_name";
    }
}

/// Some scopes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Scopes(BTreeSet<Scope>);

impl Scopes {
    /// From words divided by blanks; unknown words are passed over (RFC 6749, 3.3).
    pub fn parse(raw: &str) -> Scopes {
        Scopes(raw.split([' ', ',']).filter_map(Scope::parse).collect())
    }

    /// What is given of these to a platform that may have those.
    pub fn granted(&self, allowed: &Scopes) -> Scopes {
        Scopes(self.0.intersection(&allowed.0).copied().collect())
    }

    /// Whether an agreement to these covers those: asked again when they grow.
    pub fn covers(&self, wanted: &Scopes) -> bool {
        wanted.0.is_subset(&self.0)
    }

    /// These and those.
    pub fn with(&self, more: &Scopes) -> Scopes {
        Scopes(self.0.union(&more.0).copied().collect())
    }

    /// Whether one is among them.
    pub fn has(&self, scope: Scope) -> bool {
        self.0.contains(&scope)
    }

    /// In the order of the list.
    pub fn iter(&self) -> impl Iterator<Item = Scope> + '_ {
        self.0.iter().copied()
    }

    /// Words divided by blanks, in the order of the list.
    pub fn text(&self) -> String {
        self.0.iter().map(|scope| scope.name()).collect::<Vec<_>>().join(" ")
    }
}

impl FromIterator<Scope> for Scopes {
    fn from_iter<I: IntoIterator<Item = Scope>>(scopes: I) -> Scopes {
        Scopes(scopes.into_iter().collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // rules: ACC-06
    #[test]
    fn a_platform_gets_what_it_asks_for_as_far_as_it_may() {
        let allowed = Scopes::parse("openid profile phone");
        let asked = Scopes::parse("phone openid real_name offline_access nonsense");
        assert_eq!(asked.text(), "openid phone real_name");
        assert_eq!(asked.granted(&allowed).text(), "openid phone");
    }

    // rules: ACC-06
    #[test]
    fn whoever_agreed_is_asked_again_only_when_the_data_grow() {
        let agreed = Scopes::parse("openid profile phone");
        assert!(agreed.covers(&Scopes::parse("openid phone")) && agreed.covers(&agreed));
        assert!(!agreed.covers(&Scopes::parse("openid phone email")));
        assert_eq!(agreed.with(&Scopes::parse("email")).text(), "openid profile phone email");
    }
}
