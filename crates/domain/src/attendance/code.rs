//! The codes that are shown or told on site.
//!
//! A rotating code is `<direction><activity>.<step>.<mac>`: bound to activity, direction and time, 30 seconds a step, one older
//! step accepted (ATT-01). The typed code is six digits for the whole activity (ACT-04), so it proves less and is guarded by tries.

use super::AttendanceRefusal;
use crate::kernel::{ActivityId, step_of};
use hmac::{Hmac, KeyInit, Mac};
use jiff::Timestamp;
use sha2::Sha256;

/// How long one rotating code is shown, in seconds (a setting may change it per activity).
pub const CODE_STEP_SECONDS: u32 = 30;
/// Digits of the code that is told on site.
pub const TYPED_CODE_DIGITS: u32 = 6;
/// 60 bits of the MAC: short enough for a small QR, far too many to guess within a minute.
const MAC_BYTES: usize = 8;

/// Which way a code leads.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
#[repr(i16)]
pub enum Direction {
    In = 1,
    Out = 2,
}

impl Direction {
    /// The stable name in addresses, API and word keys.
    pub const fn name(self) -> &'static str {
        match self {
            Direction::In => "in",
            Direction::Out => "out",
        }
    }

    /// By its stable name.
    pub fn parse(name: &str) -> Option<Direction> {
        [Direction::In, Direction::Out].into_iter().find(|direction| direction.name() == name)
    }

    /// The number as it is stored.
    #[expect(clippy::as_conversions, reason = "the discriminant of a repr(i16) enum")]
    pub const fn number(self) -> i16 {
        self as i16
    }

    /// From a stored number.
    pub fn stored(raw: i16) -> Option<Direction> {
        [Direction::In, Direction::Out].into_iter().find(|direction| direction.number() == raw)
    }

    const fn letter(self) -> char {
        match self {
            Direction::In => 'i',
            Direction::Out => 'o',
        }
    }
}

/// A parsed rotating code: read, not yet believed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RotatingCode {
    pub activity: ActivityId,
    pub direction: Direction,
    pub step: i64,
    mac: String,
}

impl RotatingCode {
    /// The code to show at `now`, under the activity's secret key.
    pub fn at(key: &[u8], activity: ActivityId, direction: Direction, now: Timestamp) -> RotatingCode {
        let step = step_of(now, CODE_STEP_SECONDS);
        RotatingCode { activity, direction, step, mac: mac(key, activity, direction, step) }
    }

    /// Reads the text of a code; anything else than our shape is forged.
    pub fn parse(text: &str) -> Result<RotatingCode, AttendanceRefusal> {
        Self::read(text).ok_or(AttendanceRefusal::CodeForged)
    }

    fn read(text: &str) -> Option<RotatingCode> {
        let mut chars = text.chars();
        let direction = match chars.next()? {
            'i' => Direction::In,
            'o' => Direction::Out,
            _ => return None,
        };
        let mut parts = chars.as_str().split('.');
        let (activity, step, mac) = (parts.next()?, parts.next()?, parts.next()?);
        let whole = parts.next().is_none() && mac.len() == MAC_BYTES * 2 && mac.bytes().all(|b| b.is_ascii_hexdigit());
        let number = |text: &str| i64::from_str_radix(text, 36).ok().filter(|n| *n >= 0);
        whole.then_some(RotatingCode {
            activity: ActivityId(number(activity)?),
            direction,
            step: number(step)?,
            mac: mac.into(),
        })
    }

    /// Believes the code when its MAC is right, it belongs to this activity and direction, and is at most one step old.
    pub fn verify(
        &self,
        key: &[u8],
        activity: ActivityId,
        wanted: Direction,
        now: Timestamp,
    ) -> Result<(), AttendanceRefusal> {
        if self.activity != activity {
            return Err(AttendanceRefusal::CodeForeign);
        }
        let right = mac(key, self.activity, self.direction, self.step);
        if !same(right.as_bytes(), self.mac.as_bytes()) {
            return Err(AttendanceRefusal::CodeForged);
        }
        if self.direction != wanted {
            return Err(AttendanceRefusal::CodeDirection);
        }
        let age_steps = step_of(now, CODE_STEP_SECONDS) - self.step;
        if (0..=1).contains(&age_steps) { Ok(()) } else { Err(AttendanceRefusal::CodeStale) }
    }
}

impl std::fmt::Display for RotatingCode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}{}.{}.{}", self.direction.letter(), base36(self.activity.get()), base36(self.step), self.mac)
    }
}

/// The six digits that are told on site for the whole activity.
pub fn typed_code(key: &[u8], activity: ActivityId) -> TypedCode {
    let mac = hmac(key, format!("typed|{activity}").as_bytes());
    let number = mac.iter().take(8).fold(0u64, |sum, byte| (sum << 8) | u64::from(*byte));
    TypedCode(format!("{:06}", number % 10u64.pow(TYPED_CODE_DIGITS)))
}

/// A six-digit code as told or typed; full-width digits and blanks are forgiven.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TypedCode(pub String);

impl TypedCode {
    /// What a person typed.
    pub fn typed(raw: &str) -> TypedCode {
        let digit = |c: char| match c {
            '０'..='９' => char::from_digit(u32::from(c) - u32::from('０'), 10),
            c if c.is_whitespace() || c == '-' => None,
            c => Some(c),
        };
        TypedCode(raw.chars().filter_map(digit).collect())
    }

    /// Whether both are the same, in time that doesn't depend on where they differ.
    pub fn matches(&self, told: &TypedCode) -> bool {
        same(self.0.as_bytes(), told.0.as_bytes())
    }
}

/// Wrong typed codes of one account at one activity.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WrongCodes {
    pub wrong: u32,
    pub first_at: Timestamp,
}

impl WrongCodes {
    /// So many wrong codes within the window close it.
    pub const WRONG_MAX: u32 = 5;
    /// How long the window is, in seconds.
    pub const WINDOW_SECONDS: i64 = 600;

    /// Whether another code may be typed now; six digits are guessed by nobody in five tries per ten minutes.
    pub fn may_try(before: Option<WrongCodes>, now: Timestamp) -> Result<(), AttendanceRefusal> {
        let Some(before) = before else { return Ok(()) };
        let wait_seconds = before.first_at.as_second() + Self::WINDOW_SECONDS - now.as_second();
        if before.wrong < Self::WRONG_MAX || wait_seconds <= 0 {
            return Ok(());
        }
        Err(AttendanceRefusal::CodeTries { wait_seconds })
    }

    /// One more wrong code.
    pub fn add(before: Option<WrongCodes>, now: Timestamp) -> WrongCodes {
        match before {
            Some(before) if now.as_second() - before.first_at.as_second() < Self::WINDOW_SECONDS => {
                WrongCodes { wrong: before.wrong.saturating_add(1), ..before }
            }
            _ => WrongCodes { wrong: 1, first_at: now },
        }
    }
}

fn mac(key: &[u8], activity: ActivityId, direction: Direction, step: i64) -> String {
    let mac = hmac(key, format!("rotating|{activity}|{}|{step}", direction.name()).as_bytes());
    mac.iter().take(MAC_BYTES).map(|byte| format!("{byte:02x}")).collect()
}

#[expect(clippy::expect_used, reason = "HMAC takes keys of any length")]
fn hmac(key: &[u8], message: &[u8]) -> [u8; 32] {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("HMAC takes keys of any length");
    mac.update(message);
    mac.finalize().into_bytes().into()
}

fn same(a: &[u8], b: &[u8]) -> bool {
    a.len() == b.len() && a.iter().zip(b).fold(0, |difference, (x, y)| difference | (x ^ y)) == 0
}

fn base36(number: i64) -> String {
    let mut digits = Vec::new();
    let mut rest = number.max(0);
    loop {
        digits.push(u32::try_from(rest % 36).ok().and_then(|digit| char::from_digit(digit, 36)).unwrap_or('0'));
        rest /= 36;
        if rest == 0 {
            return digits.iter().rev().collect();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::Refuse;

    const KEY: &[u8] = b"thirty-two bytes of a secret key";
    const HERE: ActivityId = ActivityId(1_234_567_890_123);

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    fn code(text: &str, wanted: Direction, now: i64) -> Option<&'static str> {
        let answer = RotatingCode::parse(text).and_then(|code| code.verify(KEY, HERE, wanted, at(now)));
        answer.err().map(|refusal| refusal.shape().code)
    }

    // rules: ATT-01
    #[test]
    fn a_code_lives_for_its_step_and_one_more() {
        let text = RotatingCode::at(KEY, HERE, Direction::In, at(3_000)).to_string();
        assert_eq!(code(&text, Direction::In, 2_999), Some("attendance.code-stale"));
        assert_eq!(code(&text, Direction::In, 3_000), None);
        assert_eq!(code(&text, Direction::In, 3_059), None);
        assert_eq!(code(&text, Direction::In, 3_060), Some("attendance.code-stale"));
    }

    // rules: ATT-01
    #[test]
    fn a_code_is_bound_to_activity_direction_and_key() {
        let text = RotatingCode::at(KEY, HERE, Direction::In, at(3_000)).to_string();
        assert_eq!(code(&text, Direction::Out, 3_000), Some("attendance.code-direction"));
        let foreign = RotatingCode::at(KEY, ActivityId(7), Direction::In, at(3_000)).to_string();
        assert_eq!(code(&foreign, Direction::In, 3_000), Some("attendance.code-foreign"));
        let forged = RotatingCode::at(b"another key", HERE, Direction::In, at(3_000)).to_string();
        assert_eq!(code(&forged, Direction::In, 3_000), Some("attendance.code-forged"));
        for text in ["", "x", "i.1.2", "i1.2.zz", "i1.2.0011223344556677.8", "i-1.2.0011223344556677"] {
            assert_eq!(code(text, Direction::In, 3_000), Some("attendance.code-forged"), "{text}");
        }
    }

    #[test]
    fn a_code_reads_back_and_fits_a_small_qr() {
        let shown = RotatingCode::at(KEY, ActivityId(i64::MAX), Direction::Out, at(1_800_000_000));
        let text = shown.to_string();
        assert!(text.len() <= 38, "{text}");
        assert_eq!(RotatingCode::parse(&text), Ok(shown));
    }

    // Codes on paper and on other screens must fit the server of another version. Worked out with Python's hmac.
    #[test]
    fn codes_are_what_others_compute() {
        let (key, activity) = ([9; 32], ActivityId(194_217_246_720_000_481));
        let rotating = RotatingCode::at(&key, activity, Direction::In, at(1_795_305_600));
        assert_eq!(rotating.to_string(), "i1h4c9nf0dn1d.zmnk0.5d35800c0d32bec3");
        assert_eq!(typed_code(&key, activity).0, "244909");
        assert_eq!(TypedCode::typed(" 24-4９０9\u{3000}").0, "244909");
        assert_eq!(TypedCode::typed("24x909").0, "24x909");
    }

    // rules: ATT-03
    #[test]
    fn five_wrong_codes_close_the_window_for_ten_minutes() {
        let mut known = None;
        for second in 0..5 {
            assert_eq!(WrongCodes::may_try(known, at(second)), Ok(()));
            known = Some(WrongCodes::add(known, at(second)));
        }
        assert_eq!(WrongCodes::may_try(known, at(5)), Err(AttendanceRefusal::CodeTries { wait_seconds: 595 }));
        assert_eq!(WrongCodes::may_try(known, at(599)), Err(AttendanceRefusal::CodeTries { wait_seconds: 1 }));
        assert_eq!(WrongCodes::may_try(known, at(600)), Ok(()));
        assert_eq!(WrongCodes::add(known, at(600)).wrong, 1);
        let late = WrongCodes::add(None, at(1_795_305_600));
        assert_eq!(WrongCodes::add(Some(late), at(1_795_306_199)), WrongCodes { wrong: 2, ..late });
        assert_eq!(WrongCodes::add(Some(late), at(1_795_306_200)).wrong, 1);
    }

    // rules: ATT-03
    #[test]
    fn the_typed_code_is_six_digits_of_this_activity() {
        let told = typed_code(KEY, HERE);
        assert_eq!(told.0.len(), 6);
        let wide: String = told.0.chars().map(|c| char::from_u32(u32::from(c) - 48 + 0xFF10).unwrap()).collect();
        assert!(TypedCode::typed(&format!(" {wide} ")).matches(&told));
        assert!(!typed_code(KEY, ActivityId(7)).matches(&told));
        assert!(!TypedCode::typed("12345").matches(&told));
        assert!(!TypedCode::typed("123412").matches(&TypedCode("213412".into())), "differences never cancel out");
    }
}
