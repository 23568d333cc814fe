//! Stories of people with a browser and no JavaScript: what pages show, what their forms do, and what a refused form keeps.

pub mod account;
mod activity;
mod attendance;
mod desk;
mod enrolment;
mod hours;
mod make_ups;
mod organisation;
mod proposal;

use crate::world::Reply;

impl Reply {
    /// Asserts that the page says all of it.
    #[track_caller]
    pub fn says(&self, texts: &[&str]) -> &Reply {
        assert_eq!(self.status, 200, "{}", self.text);
        for text in texts {
            assert!(self.text.contains(text), "no “{text}” in {}", self.text);
        }
        self
    }

    /// Asserts that the page keeps quiet about it.
    #[track_caller]
    pub fn is_silent_on(&self, texts: &[&str]) -> &Reply {
        for text in texts {
            assert!(!self.text.contains(text), "“{text}” in {}", self.text);
        }
        self
    }

    /// Where a form led to.
    #[track_caller]
    pub fn led_to(&self) -> String {
        assert_eq!(self.status, 303, "{}", self.text);
        self.headers["location"].to_str().unwrap().to_owned()
    }
}
