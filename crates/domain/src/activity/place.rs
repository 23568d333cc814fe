//! Where an activity happens, in WGS-84 degrees as browsers give them, and how near is near enough.

use super::ActivityRefusal;

/// What a place counts as when nobody set a radius.
pub const RADIUS_METRES_DEFAULT: u32 = 500;
const RADIUS_METRES_MIN: u32 = 50;
const RADIUS_METRES_MAX: u32 = 20_000;
const EARTH_METRES: f64 = 6_371_000.0;

/// A measured position with its accuracy (68 % radius, metres).
#[derive(Debug, Clone, Copy, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Position {
    pub latitude: f64,
    pub longitude: f64,
    pub accuracy_metres: f64,
}

impl Position {
    /// A position as a browser reports it; what is not on earth is none.
    pub fn parse(latitude: f64, longitude: f64, accuracy_metres: f64) -> Option<Position> {
        let on_earth = (-90.0..=90.0).contains(&latitude) && (-180.0..=180.0).contains(&longitude);
        (on_earth && accuracy_metres.is_finite() && accuracy_metres >= 0.0).then_some(Position {
            latitude,
            longitude,
            accuracy_metres,
        })
    }
}

/// A point with a radius.
#[derive(Debug, Clone, Copy, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Place {
    pub latitude: f64,
    pub longitude: f64,
    pub radius_metres: u32,
}

impl Place {
    /// A place; refused when not on earth or with a radius beyond 50 m to 20 km.
    pub fn parse(latitude: f64, longitude: f64, radius_metres: u32) -> Result<Place, ActivityRefusal> {
        let sound = Position::parse(latitude, longitude, 0.0).is_some();
        if !sound || !(RADIUS_METRES_MIN..=RADIUS_METRES_MAX).contains(&radius_metres) {
            return Err(ActivityRefusal::NotAPlace);
        }
        Ok(Place { latitude, longitude, radius_metres })
    }

    /// Metres from the centre (haversine on a sphere: within 0.5 %, far below a phone's accuracy).
    pub fn distance_metres(&self, at: &Position) -> f64 {
        let (a, b) = (self.latitude.to_radians(), at.latitude.to_radians());
        let half = |degrees: f64| (degrees.to_radians() / 2.0).sin().powi(2);
        let chord = half(at.latitude - self.latitude) + a.cos() * b.cos() * half(at.longitude - self.longitude);
        2.0 * EARTH_METRES * chord.sqrt().min(1.0).asin()
    }

    /// Whether the position may be inside, giving the doubt of its accuracy (at most 200 m) to the volunteer.
    pub fn holds(&self, at: &Position) -> bool {
        self.distance_metres(at) <= f64::from(self.radius_metres) + at.accuracy_metres.min(200.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // From Guangzhou to Beijing by the same formula elsewhere: 1,888 km.
    #[test]
    fn a_distance_is_that_of_a_great_circle() {
        let guangzhou = Place::parse(23.1291, 113.2644, 100).unwrap();
        let metres = guangzhou.distance_metres(&Position::parse(39.9042, 116.4074, 0.0).unwrap());
        assert!((metres - 1_888_592.0).abs() < 100.0, "{metres}");
    }

    // rules: ACT-02
    #[test]
    fn the_edge_of_a_place_is_its_radius_and_the_phones_doubt() {
        let place = Place::parse(23.1291, 113.2644, 100).unwrap();
        let north = |metres: f64, accuracy| Position::parse(23.1291 + metres / 111_195.0, 113.2644, accuracy).unwrap();
        assert!(place.holds(&north(99.0, 0.0)));
        assert!(!place.holds(&north(101.0, 0.0)));
        assert!(place.holds(&north(149.0, 50.0)));
        assert!(!place.holds(&north(310.0, 5_000.0)));
        assert_eq!(Place::parse(91.0, 0.0, 100), Err(ActivityRefusal::NotAPlace));
        assert_eq!(Place::parse(0.0, 0.0, 49), Err(ActivityRefusal::NotAPlace));
    }
}
