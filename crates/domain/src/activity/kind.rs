//! What an activity is: service or training, and its field of service.

/// Service counts as service hours, training never does (HRS-02).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
#[repr(i16)]
pub enum Kind {
    Service = 1,
    Training = 2,
}

/// The field of service; the list is a setting, these are its defaults.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
#[repr(i16)]
pub enum Category {
    Youth = 1,
    Care = 2,
    Relief = 3,
    Civility = 4,
    Safety = 5,
    Environment = 6,
    Culture = 7,
    Convenience = 8,
    Other = 9,
}

impl Kind {
    /// The stable name in addresses, API and word keys.
    pub const fn name(self) -> &'static str {
        match self {
            Kind::Service => "service",
            Kind::Training => "training",
        }
    }

    /// The number as it is stored.
    #[expect(clippy::as_conversions, reason = "the discriminant of a repr(i16) enum")]
    pub const fn number(self) -> i16 {
        self as i16
    }

    /// From a stored number.
    pub fn stored(raw: i16) -> Option<Kind> {
        [Kind::Service, Kind::Training].into_iter().find(|kind| kind.number() == raw)
    }
}

impl Category {
    pub const ALL: [Category; 9] = [
        Category::Youth,
        Category::Care,
        Category::Relief,
        Category::Civility,
        Category::Safety,
        Category::Environment,
        Category::Culture,
        Category::Convenience,
        Category::Other,
    ];

    /// The stable name in addresses, API and word keys.
    pub const fn name(self) -> &'static str {
        match self {
            Category::Youth => "youth",
            Category::Care => "care",
            Category::Relief => "relief",
            Category::Civility => "civility",
            Category::Safety => "safety",
            Category::Environment => "environment",
            Category::Culture => "culture",
            Category::Convenience => "convenience",
            Category::Other => "other",
        }
    }

    /// By its stable name.
    pub fn parse(name: &str) -> Option<Category> {
        Category::ALL.into_iter().find(|category| category.name() == name)
    }

    /// From a stored number.
    pub fn stored(raw: i16) -> Option<Category> {
        Category::ALL.into_iter().find(|category| category.number() == raw)
    }

    /// The number as it is stored.
    #[expect(clippy::as_conversions, reason = "the discriminant of a repr(i16) enum")]
    pub const fn number(self) -> i16 {
        self as i16
    }
}
