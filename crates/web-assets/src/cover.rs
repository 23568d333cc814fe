//! Covers for activities that brought no picture: quiet paper-cut landscapes, one composition per category, no two alike.
//!
//! Colours are mid tones that sit well on the light and on the dark page; the style sheet dims the picture a little in the
//! dark. No ids, styles or scripts inside, so a cover can be a file of its own or stand inside a page under a strict policy.

mod scene;

use crate::dice::Dice;
use scene::Sketch;

/// Width and height of the drawing, in user units. The middle square holds what matters: narrow lists show only that.
pub const SIZE: (i32, i32) = (640, 320);

/// Colours of one category, from the sky down to the nearest layer, then the accents.
#[derive(Clone, Copy)]
pub(crate) struct Palette {
    sky: &'static str,
    far: &'static str,
    mid: &'static str,
    near: &'static str,
    sun: &'static str,
    light: &'static str,
}

const fn palette([sky, far, mid, near, sun, light]: [&'static str; 6]) -> Palette {
    Palette { sky, far, mid, near, sun, light }
}

const MEADOW: Palette = palette(["#dde8d0", "#a8c5a0", "#6b9a7d", "#3c745e", "#c9573b", "#f4efdc"]);
const MORNING: Palette = palette(["#f1e2c6", "#b9c7a2", "#7ba083", "#3b6f5c", "#c4492d", "#fbf4e2"]);
const DUSK: Palette = palette(["#f2d9b4", "#d69f78", "#96665a", "#55444a", "#c9573b", "#f8cf7c"]);
const ROAD: Palette = palette(["#dbe3e4", "#a3b6bd", "#6b8692", "#3a5663", "#d98a3d", "#f6efe0"]);
const PAPERCUT: Palette = palette(["#f7e6d6", "#efc6a8", "#de9475", "#b55a41", "#b23a22", "#fdf3e6"]);
const CLINIC: Palette = palette(["#dcebe7", "#a4cec7", "#5b9f98", "#2d6e6c", "#c9573b", "#f7f3e6"]);
const MARKET: Palette = palette(["#f5e7c9", "#e3bb75", "#bf8844", "#73502f", "#b8432a", "#fdf6e4"]);
const SPRING: Palette = palette(["#d8e6ee", "#a6c6d9", "#84a97f", "#4b7b60", "#c9573b", "#f3c163"]);
const HARVEST: Palette = palette(["#f0e6c8", "#d6c784", "#9fae63", "#5f7f4c", "#c4683a", "#faf3dc"]);
const NIGHT: Palette = palette(["#34495c", "#47617a", "#2a4054", "#1d2f40", "#f0cd86", "#f6e9c9"]);
const STONE: Palette = palette(["#ebe2d0", "#cfc1a6", "#a08f72", "#6a5d48", "#b23a22", "#fbf5e6"]);

/// An SVG of 640 × 320 units and at most 1,500 bytes. `category` is the code of the activity's category; an unknown one
/// gets the sundial. The same arguments give the same bytes for ever, so the address may be cached for ever.
#[must_use]
pub fn svg(seed: u64, category: &str) -> String {
    let dice = Dice::new(seed, category);
    match category {
        "home" => scene::valley(Sketch::new(dice, MORNING)),
        "environment" => scene::hills(Sketch::new(dice, MEADOW)),
        "care" => scene::windows(Sketch::new(dice, DUSK)),
        "civility" | "traffic" => scene::road(Sketch::new(dice, ROAD)),
        "culture" => scene::waves(Sketch::new(dice, PAPERCUT)),
        "health" => scene::pulse(Sketch::new(dice, CLINIC)),
        "convenience" => scene::stall(Sketch::new(dice, MARKET)),
        "youth" | "family" => scene::kites(Sketch::new(dice, SPRING)),
        "relief" => scene::terraces(Sketch::new(dice, HARVEST)),
        "safety" => scene::watch(Sketch::new(dice, NIGHT)),
        _ => scene::dial(Sketch::new(dice, STONE)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    const CATEGORIES: [&str; 12] = [
        "home",
        "youth",
        "care",
        "relief",
        "civility",
        "safety",
        "environment",
        "culture",
        "convenience",
        "health",
        "traffic",
        "other",
    ];

    #[test]
    fn no_two_of_a_thousand_covers_are_alike() {
        for category in CATEGORIES {
            let covers: HashSet<String> = (0..1000).map(|seed| svg(seed, category)).collect();
            assert_eq!(covers.len(), 1000, "{category}");
        }
    }

    #[test]
    fn a_cover_is_the_same_for_ever_and_at_most_1500_bytes() {
        for category in CATEGORIES {
            for seed in (0..300).chain([u64::MAX, u64::MAX / 2]) {
                let drawn = svg(seed, category);
                assert_eq!(drawn, svg(seed, category));
                assert!(drawn.len() <= 1500, "{category} {seed}: {} bytes", drawn.len());
            }
        }
    }

    #[test]
    fn a_cover_is_well_formed_and_carries_nothing_a_strict_policy_would_stop() {
        for category in CATEGORIES {
            for seed in 0..50 {
                let drawn = svg(seed, category);
                assert!(drawn.starts_with("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 640 320\""));
                assert!(drawn.ends_with("</svg>"));
                assert!(crate::avatar::tests::is_balanced(&drawn), "{drawn}");
                for banned in ["style=", "id=", "<script", "url(", "on"] {
                    assert!(
                        !drawn.replace("http://www.w3.org", "").contains(&format!(" {banned}")),
                        "{banned} in {drawn}"
                    );
                }
            }
        }
    }
}
