//! Keeps count of refusals that look like an attack until they are written down together, so that whoever tries doors by the thousand
//! writes a few lines, not thousands.

use domain::attack::{is_suspect, network};
use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
};

/// Networks of one code that are told apart between two writings; what comes from more of them is counted as from anywhere.
const NETWORKS_MAX: usize = 20;

/// How often each code was answered to each network since it was last asked.
#[derive(Default)]
pub struct Watch(Mutex<HashMap<&'static str, HashMap<String, u32>>>);

/// One code, one network (empty: anywhere), so many times.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Seen {
    pub code: &'static str,
    pub network: String,
    pub times: u32,
}

impl Watch {
    /// A refusal by this code went to this address. Those that don't look like an attack aren't counted.
    pub fn saw(&self, code: &'static str, address: &str) {
        if !is_suspect(code) {
            return;
        }
        let mut counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let of_code = counts.entry(code).or_default();
        let from = Some(network(address)).filter(|from| of_code.contains_key(from) || of_code.len() < NETWORKS_MAX);
        let times = of_code.entry(from.unwrap_or_default()).or_default();
        *times = times.saturating_add(1);
    }

    /// What was seen since the last time, in a steady order.
    pub fn take(&self) -> Vec<Seen> {
        let counts = std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner));
        let each = |(code, from): (&'static str, HashMap<String, u32>)| {
            from.into_iter().map(move |(network, times)| Seen { code, network, times })
        };
        let mut seen: Vec<Seen> = counts.into_iter().flat_map(each).collect();
        seen.sort_by(|one, other| (one.code, &one.network).cmp(&(other.code, &other.network)));
        seen
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_door_tried_from_the_same_network_is_one_line() {
        let watch = Watch::default();
        for address in ["203.0.113.1", "203.0.113.2", "198.51.100.1"] {
            watch.saw("login.wrong", address);
        }
        watch.saw("phone.wrong-length", "203.0.113.1");
        let line = |network: &str, times| Seen { code: "login.wrong", network: network.to_owned(), times };
        assert_eq!(watch.take(), [line("198.51.100.0/24", 1), line("203.0.113.0/24", 2)]);
        assert_eq!(watch.take(), []);
    }

    #[test]
    fn many_networks_become_anywhere() {
        let watch = Watch::default();
        (0..=255).for_each(|number| watch.saw("login.wrong", &format!("203.0.{number}.1")));
        let seen = watch.take();
        assert_eq!(seen.len(), NETWORKS_MAX + 1);
        assert_eq!(seen.iter().map(|seen| seen.times).sum::<u32>(), 256);
    }
}
