//! Administrative divisions with their names (GB/T 2260): provinces, cities, counties. Embedded at build from a package; what a
//! code itself says is `domain::region`.
//!
//! Headings of statistical tables ("省直辖县") are no divisions: the counties under them hang from their province.

pub mod api;
pub mod pages;

use domain::region::{Level, Region};
use std::sync::LazyLock;

/// A division and its own name, without those above.
pub type Named = (Region, &'static str);

static ALL: LazyLock<Vec<Named>> = LazyLock::new(|| {
    let line = |line: &'static str| {
        let (code, name) = line.split_once(' ')?;
        Some((Region::parse(code).ok()?, name))
    };
    web_assets::DIVISIONS.lines().filter_map(line).collect()
});

/// The name of a division; none for codes that aren't in force.
pub fn name(region: Region) -> Option<&'static str> {
    let at = ALL.binary_search_by_key(&region, |(code, _)| *code).ok()?;
    ALL.get(at).map(|(_, name)| *name)
}

/// Whether a division of this code is in force.
pub fn exists(region: Region) -> bool {
    name(region).is_some()
}

/// A division of a code as it is stored or sent; none when it isn't in force.
pub fn find(code: &str) -> Option<Region> {
    Region::parse(code).ok().filter(|region| exists(*region))
}

/// The division above that has a name, for municipalities the province itself.
pub fn parent(region: Region) -> Option<Region> {
    let above = region.parent()?;
    if is_shown(above) { Some(above) } else { parent(above) }
}

/// The divisions directly below, or all provinces; empty for counties.
pub fn children(of: Option<Region>) -> Vec<Named> {
    let is_child = |(region, _): &&Named| match of {
        None => region.level() == Level::Province,
        Some(_) => region.level() != Level::Province && is_shown(*region) && parent(*region) == of,
    };
    ALL.iter().filter(is_child).copied().collect()
}

/// From the province down to the division itself.
pub fn path(region: Region) -> Vec<Named> {
    let mut path: Vec<Named> = std::iter::successors(Some(region), |one| parent(*one))
        .filter_map(|region| Some((region, name(region)?)))
        .collect();
    path.reverse();
    path
}

/// The names from the province down, such as `广东省广州市天河区`; empty for a code that isn't in force.
pub fn full_name(region: Region) -> String {
    path(region).into_iter().map(|(_, name)| name).collect()
}

/// The name without the province, as lists show it: `广州市天河区`. Provinces keep theirs.
pub fn short_name(region: Region) -> String {
    let path = path(region);
    let skipped = usize::from(path.len() > 1);
    path.into_iter().skip(skipped).map(|(_, name)| name).collect()
}

/// The name of a stored code; empty when it isn't in force.
pub fn stored_name(code: &str) -> String {
    find(code).map(short_name).unwrap_or_default()
}

/// The lowest divisions of a province, city by city, as one select shows them. Those that hang from the province itself come
/// first, under its name: counties without a city, and cities without counties.
pub fn counties(province: Region) -> Vec<(&'static str, Vec<Named>)> {
    let is_lowest = |(region, _): &Named| children(Some(*region)).is_empty();
    let (own, cities): (Vec<Named>, Vec<Named>) = children(Some(province)).into_iter().partition(is_lowest);
    let mut groups: Vec<_> = cities.into_iter().map(|(city, name)| (name, children(Some(city)))).collect();
    if let Some(name) = name(province).filter(|_| !own.is_empty()) {
        groups.insert(0, (name, own));
    }
    groups
}

/// The codes that lie in a division begin with these digits.
pub fn prefix(region: Region) -> String {
    let digits = match region.level() {
        Level::Province => 2,
        Level::City => 4,
        Level::County => 6,
    };
    region.to_string().chars().take(digits).collect()
}

/// The one city of a municipality repeats its province's name and is skipped.
fn is_shown(region: Region) -> bool {
    let repeats = region.level() == Level::City && region.parent().and_then(name) == name(region);
    exists(region) && !repeats
}

#[cfg(test)]
mod tests {
    use super::*;

    fn region(code: &str) -> Region {
        Region::parse(code).unwrap()
    }

    // rules: REG-04
    #[test]
    fn a_county_is_found_under_its_city_and_province() {
        assert_eq!(full_name(region("440106")), "广东省广州市天河区");
        assert_eq!(short_name(region("440106")), "广州市天河区");
        assert_eq!(children(None).len(), 34);
        assert_eq!(children(Some(region("440000"))).len(), 21);
        assert!(children(Some(region("440100"))).contains(&(region("440106"), "天河区")));
        assert!(children(Some(region("440106"))).is_empty());
    }

    // rules: REG-04
    #[test]
    fn municipalities_and_counties_run_by_their_province_have_no_empty_level_between() {
        assert_eq!(full_name(region("110101")), "北京市东城区");
        assert_eq!(full_name(region("500229")), "重庆市城口县");
        assert_eq!(full_name(region("429004")), "湖北省仙桃市");
        assert!(children(Some(region("420000"))).contains(&(region("429004"), "仙桃市")));
        assert!(children(Some(region("110000"))).iter().all(|(one, _)| one.level() == Level::County));
    }

    // rules: REG-04
    #[test]
    fn pseudo_areas_and_withdrawn_codes_are_no_divisions() {
        for left_out in ["130171", "210190", "320611", "350402", "419000", "500200", "620290"] {
            assert_eq!(find(left_out), None, "{left_out}");
        }
        for kept in ["130181", "653228", "441904", "620201", "429021", "659012", "810101"] {
            assert!(find(kept).is_some(), "{kept}");
        }
    }

    #[test]
    fn every_lowest_division_can_be_chosen_once_and_hangs_from_its_province() {
        for (region, name) in ALL.iter().filter(|(region, _)| is_shown(*region)) {
            let top = path(*region).first().unwrap().0;
            assert!(!name.is_empty() && top.level() == Level::Province, "{region}");
            let times = counties(top).iter().flat_map(|(_, below)| below).filter(|(one, _)| one == region).count();
            let lowest = *region != top && children(Some(*region)).is_empty();
            assert_eq!(times, usize::from(lowest), "{region} {name}");
        }
        assert_eq!(counties(region("420000")).first().unwrap().0, "湖北省");
        assert!(counties(region("710000")).iter().any(|(_, below)| below.contains(&(region("712700"), "澎湖县"))));
    }
}
