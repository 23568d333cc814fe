//! Where the demo province happens: real divisions of Guangdong by their GB/T 2260 codes, with a plausible meeting point each.

/// A county with a meeting point.
#[derive(Debug, Clone)]
pub struct Place {
    pub region: &'static str,
    pub name: &'static str,
    pub latitude: f64,
    pub longitude: f64,
    pub meeting_point: &'static str,
}

impl Place {
    /// The address as it is written on an activity.
    pub fn address(&self) -> String {
        format!("{}{}", self.name, self.meeting_point)
    }
}

/// All places, in the order of their codes.
pub fn all() -> Vec<Place> {
    include_str!("data/places.txt").lines().filter_map(place).collect()
}

fn place(line: &'static str) -> Option<Place> {
    let mut parts = line.split(' ');
    Some(Place {
        region: parts.next()?,
        name: parts.next()?,
        latitude: parts.next()?.parse().ok()?,
        longitude: parts.next()?.parse().ok()?,
        meeting_point: parts.next()?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::region::Region;

    #[test]
    fn every_place_is_a_county_of_the_province() {
        let places = all();
        assert_eq!(places.len(), 24);
        for place in places {
            let region = Region::parse(place.region).unwrap();
            assert!(region.county().is_ok() && Region::parse("440000").unwrap().holds(region), "{}", place.name);
            assert!((20.0..26.0).contains(&place.latitude) && (109.0..118.0).contains(&place.longitude));
        }
    }
}
