//! What rows hold, what addresses and words name: written down once more by hand, since a number that changed would change history.

use domain::{
    activity::{self, Category, Reviewed, TimekeepingMethods},
    attendance::{Direction, Method},
    enrolment,
    hours::{Class, Domain, MakeUpState},
    organisation::{Reach, Role},
};

/// Number and name lead to the value and back; a number that nobody gave leads nowhere.
macro_rules! stored {
    ($stored:path, $name:path, $number:path, $($value:expr => $as:literal, $called:literal;)+) => {
        $(
            assert_eq!(($number($value), $name($value)), ($as, $called));
            assert_eq!($stored($as), Some($value), $called);
        )+
        for nobody in [-1, 99] {
            assert!($stored(nobody).is_none(), "{nobody}");
        }
    };
}

#[test]
fn activities_are_stored_as_these_numbers() {
    use activity::{Kind, State};
    stored!(State::parse, State::name, State::number,
        State::Draft => 1, "draft"; State::InReview => 2, "in-review"; State::Returned => 3, "returned";
        State::Published => 4, "published"; State::Cancelled => 5, "cancelled"; State::Finished => 6, "finished";
        State::Archived => 7, "archived";);
    stored!(Reviewed::parse, Reviewed::name, Reviewed::number,
        Reviewed::Absent => 0, "absent"; Reviewed::Waiting => 1, "waiting"; Reviewed::Approved => 2, "approved";
        Reviewed::Returned => 3, "returned";);
    stored!(Kind::stored, Kind::name, Kind::number, Kind::Service => 1, "service"; Kind::Training => 2, "training";);
    stored!(Category::stored, Category::name, Category::number,
        Category::Youth => 1, "youth"; Category::Care => 2, "care"; Category::Relief => 3, "relief";
        Category::Civility => 4, "civility"; Category::Safety => 5, "safety"; Category::Environment => 6, "environment";
        Category::Culture => 7, "culture"; Category::Convenience => 8, "convenience"; Category::Other => 9, "other";);
    assert_eq!(Category::parse("relief"), Some(Category::Relief));
    assert_eq!(Category::parse("feasts"), None);
}

#[test]
fn the_switches_of_timekeeping_are_a_bit_each() {
    let off = TimekeepingMethods::default();
    let each = [
        (1, TimekeepingMethods { organiser_shows_code: true, ..off }),
        (2, TimekeepingMethods { organiser_scans: true, ..off }),
        (4, TimekeepingMethods { typed_code: true, ..off }),
        (8, TimekeepingMethods { self_sign_in: true, ..off }),
        (16, TimekeepingMethods { walk_ins: true, ..off }),
    ];
    for (bit, switched) in each {
        assert_eq!((switched.bits(), TimekeepingMethods::of_bits(bit)), (bit, switched));
    }
    assert_eq!(TimekeepingMethods::of_bits(0), off);
    assert_eq!(TimekeepingMethods::of_bits(31).bits(), 31);
}

#[test]
fn presences_are_stored_as_these_numbers() {
    stored!(Direction::stored, Direction::name, Direction::number, Direction::In => 1, "in"; Direction::Out => 2, "out";);
    assert_eq!((Direction::parse("out"), Direction::parse("over")), (Some(Direction::Out), None));
    stored!(Method::stored, Method::name, Method::number,
        Method::RotatingCode => 1, "rotating-code"; Method::StewardScan => 2, "steward-scan";
        Method::TypedCode => 3, "typed-code"; Method::OneSelf => 4, "self"; Method::Provisional => 5, "provisional";);
}

#[test]
fn enrolments_are_stored_as_these_numbers() {
    use enrolment::State;
    stored!(State::stored, State::name, State::number,
        State::Applied => 1, "applied"; State::Accepted => 2, "accepted"; State::Rejected => 3, "rejected";
        State::Waiting => 4, "waiting"; State::Invited => 5, "invited"; State::Withdrawn => 6, "withdrawn";
        State::Removed => 7, "removed"; State::NoShow => 8, "no-show"; State::Expired => 9, "expired";);
}

#[test]
fn entries_are_stored_as_these_numbers() {
    stored!(Class::stored, Class::name, Class::number,
        Class::Scan => 1, "scan"; Class::MakeUp => 2, "make-up"; Class::Honorary => 3, "honorary";
        Class::Deduction => 4, "deduction"; Class::Reversal => 5, "reversal";);
    for (domain, number) in [(Domain::Service, 1), (Domain::Training, 2)] {
        assert_eq!((domain.number(), Domain::stored(number)), (number, Some(domain)));
    }
    assert_eq!(Domain::stored(3), None);
    assert_eq!(MakeUpState::ALL.map(MakeUpState::name), ["submitted", "approved", "rejected"]);
}

#[test]
fn roles_are_stored_as_these_numbers() {
    stored!(Role::stored, Role::name, Role::number,
        Role::Owner => 1, "owner"; Role::Manager => 2, "manager"; Role::Reviewer => 3, "reviewer";
        Role::CheckInHelper => 4, "check-in-helper"; Role::Auditor => 5, "auditor";);
    assert_eq!(Role::parse("auditor").unwrap(), Role::Auditor);
    assert_eq!(Role::parse("king"), None);
    for (reach, number) in [(Reach::Own, 1), (Reach::OwnAndBelow, 2)] {
        assert_eq!((reach.number(), Reach::stored(number)), (number, Some(reach)));
    }
    assert_eq!(Reach::stored(0), None);
}
