//! The organisations of the demo province: four branches with a root each, invented bodies in real divisions.

use domain::organisation::Root;

/// One organisation before it is registered.
#[derive(Debug, Clone, Copy)]
pub struct Body {
    pub branch: Root,
    pub region: &'static str,
    pub name: &'static str,
    /// The name of the organisation above; none for roots.
    pub parent: Option<&'static str>,
}

/// All of them, each after the one above it.
pub fn all() -> Vec<Body> {
    include_str!("data/organisations.txt").lines().filter_map(body).collect()
}

fn body(line: &'static str) -> Option<Body> {
    let mut parts = line.split('|');
    Some(Body {
        branch: Root::parse(parts.next()?)?,
        region: parts.next()?,
        name: parts.next()?,
        parent: parts.next().filter(|parent| !parent.is_empty()),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::region::Region;
    use std::collections::HashSet;

    #[test]
    fn every_organisation_stands_below_one_that_was_named_before() {
        let (mut known, mut branches) = (HashSet::new(), HashSet::new());
        for body in all() {
            assert!(body.parent.is_none_or(|parent| known.contains(parent)), "{}", body.name);
            assert!(Region::parse(body.region).is_ok(), "{}", body.name);
            assert!(known.insert(body.name), "{} is named twice", body.name);
            branches.insert(body.branch);
        }
        assert_eq!((known.len(), branches.len()), (60, 4));
    }
}
