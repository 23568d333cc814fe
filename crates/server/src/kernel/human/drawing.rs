//! Strokes on paper: lines with round ends, drawn with soft edges. Ten digits as strokes, some in two hands.

/// A point; a digit lies within 0..1 across and 0..1 down.
pub(super) type Point = (f32, f32);

/// One line of the pen.
pub(super) type Stroke = Vec<Point>;

/// A part of a digit before it is drawn.
enum Part {
    Line(&'static [Point]),
    /// Centre, radii, and the angles in degrees from where to where; 0 is right, 90 is down.
    Arc(Point, Point, (f32, f32)),
}
use Part::{Arc, Line};

/// The strokes of a digit in one of its hands.
pub(super) fn strokes(digit: u8, hand: usize) -> Vec<Stroke> {
    let hands = parts(digit);
    let chosen = hands.get(hand % hands.len().max(1)).copied().unwrap_or_default();
    chosen.iter().map(stroke).collect()
}

fn parts(digit: u8) -> &'static [&'static [Part]] {
    const UPPER_BOWL: Part = Arc((0.45, 0.27), (0.35, 0.25), (-150.0, 90.0));
    match digit {
        0 => &[&[Arc((0.5, 0.5), (0.36, 0.48), (-90.0, 270.0))], &[Arc((0.5, 0.5), (0.44, 0.44), (-80.0, 285.0))]],
        1 => &[
            &[Line(&[(0.25, 0.25), (0.55, 0.02), (0.55, 0.98)])],
            &[Line(&[(0.3, 0.2), (0.5, 0.02), (0.5, 0.98)]), Line(&[(0.22, 0.98), (0.8, 0.98)])],
        ],
        2 => &[
            &[Arc((0.5, 0.3), (0.38, 0.28), (-165.0, 40.0)), Line(&[(0.79, 0.48), (0.1, 0.97), (0.92, 0.97)])],
            &[
                Arc((0.48, 0.32), (0.36, 0.3), (-150.0, 20.0)),
                Line(&[(0.82, 0.42), (0.5, 0.75), (0.12, 0.95), (0.5, 0.9), (0.9, 0.97)]),
            ],
        ],
        3 => &[
            &[UPPER_BOWL, Arc((0.45, 0.74), (0.4, 0.24), (-90.0, 155.0))],
            &[Line(&[(0.12, 0.03), (0.82, 0.03), (0.42, 0.42)]), Arc((0.44, 0.7), (0.4, 0.28), (-90.0, 155.0))],
        ],
        4 => &[
            &[Line(&[(0.68, 0.98), (0.68, 0.02), (0.06, 0.68), (0.95, 0.68)])],
            &[Line(&[(0.22, 0.04), (0.14, 0.6), (0.92, 0.6)]), Line(&[(0.7, 0.2), (0.66, 0.98)])],
        ],
        5 => &[
            &[Line(&[(0.85, 0.03), (0.24, 0.03), (0.18, 0.45)]), Arc((0.46, 0.68), (0.4, 0.3), (-130.0, 150.0))],
            &[Line(&[(0.88, 0.05), (0.3, 0.05), (0.25, 0.42)]), Arc((0.42, 0.7), (0.42, 0.27), (-110.0, 130.0))],
        ],
        6 => &[
            &[Line(&[(0.75, 0.03), (0.4, 0.25), (0.16, 0.6)]), Arc((0.5, 0.7), (0.36, 0.27), (-180.0, 180.0))],
            &[Arc((0.7, 0.62), (0.58, 0.6), (180.0, 275.0)), Arc((0.5, 0.7), (0.38, 0.28), (-200.0, 160.0))],
        ],
        7 => &[
            &[Line(&[(0.1, 0.04), (0.9, 0.04), (0.4, 0.98)])],
            &[
                Line(&[(0.12, 0.14), (0.14, 0.04), (0.9, 0.04), (0.5, 0.5), (0.38, 0.98)]),
                Line(&[(0.3, 0.5), (0.78, 0.5)]),
            ],
        ],
        8 => &[
            &[Arc((0.5, 0.26), (0.3, 0.24), (-90.0, 270.0)), Arc((0.5, 0.74), (0.37, 0.24), (-90.0, 270.0))],
            &[Arc((0.52, 0.25), (0.33, 0.23), (-120.0, 235.0)), Arc((0.48, 0.73), (0.4, 0.26), (-75.0, 280.0))],
        ],
        _ => &[
            &[Arc((0.48, 0.3), (0.35, 0.28), (0.0, 360.0)), Line(&[(0.83, 0.3), (0.8, 0.6), (0.5, 0.98)])],
            &[Arc((0.48, 0.3), (0.37, 0.27), (-10.0, 340.0)), Line(&[(0.84, 0.22), (0.78, 0.98)])],
        ],
    }
}

/// Lines cut into short pieces, so that a bent paper bends them too.
fn stroke(part: &Part) -> Stroke {
    match part {
        Line(points) => {
            let pieces = points.iter().zip(points.iter().skip(1));
            let inner = pieces.flat_map(|(a, b)| (0..8_u8).map(|step| towards(*a, *b, f32::from(step) / 8.0)));
            inner.chain(points.last().copied()).collect()
        }
        Arc((x, y), (across, down), (from, to)) => (0..=32_u8)
            .map(|step| (from + (to - from) * f32::from(step) / 32.0).to_radians())
            .map(|angle| (x + across * angle.cos(), y + down * angle.sin()))
            .collect(),
    }
}

/// The point so far along the way from `a` to `b`.
pub(super) fn towards(a: Point, b: Point, part: f32) -> Point {
    (a.0 + (b.0 - a.0) * part, a.1 + (b.1 - a.1) * part)
}

/// Grey paper, 0 white to 1 black.
pub(super) struct Paper {
    pub width: u16,
    pub height: u16,
    ink: Vec<f32>,
}

impl Paper {
    /// White paper of so many pixels.
    pub fn new(width: u16, height: u16) -> Paper {
        Paper { width, height, ink: vec![0.0; usize::from(width) * usize::from(height)] }
    }

    /// Draws a stroke with a pen of a radius in pixels and a darkness of at most 1.
    pub fn draw(&mut self, stroke: &[Point], radius: f32, darkness: f32) {
        for (from, to) in stroke.iter().zip(stroke.iter().skip(1)) {
            self.line(*from, *to, radius, darkness);
        }
    }

    fn line(&mut self, from: Point, to: Point, radius: f32, darkness: f32) {
        let near = |a: f32, b: f32| (a.min(b) - radius - 1.0, a.max(b) + radius + 1.0);
        let (across, down) = (near(from.0, to.0), near(from.1, to.1));
        for y in span(down, self.height) {
            for x in span(across, self.width) {
                let distance = distance((f32::from(x) + 0.5, f32::from(y) + 0.5), from, to);
                let covered = (radius + 0.5 - distance).clamp(0.0, 1.0) * darkness;
                let index = usize::from(y) * usize::from(self.width) + usize::from(x);
                if let Some(ink) = self.ink.get_mut(index) {
                    *ink = ink.max(covered);
                }
            }
        }
    }

    /// The paper as bytes of grey, after `grain` has changed each pixel's ink.
    pub fn bytes(&self, mut grain: impl FnMut(f32) -> f32) -> Vec<u8> {
        self.ink.iter().map(|ink| byte(255.0 - 255.0 * grain(*ink))).collect()
    }
}

/// The pixels of a range that lie on the paper.
fn span((from, to): (f32, f32), end: u16) -> std::ops::Range<u16> {
    whole(from)..whole(to).saturating_add(1).min(end)
}

fn distance(point: Point, from: Point, to: Point) -> f32 {
    let (along, there) = ((to.0 - from.0, to.1 - from.1), (point.0 - from.0, point.1 - from.1));
    let length = (along.0 * along.0 + along.1 * along.1).max(f32::EPSILON);
    let part = ((there.0 * along.0 + there.1 * along.1) / length).clamp(0.0, 1.0);
    (there.0 - along.0 * part).hypot(there.1 - along.1 * part)
}

#[expect(clippy::as_conversions, reason = "a float becomes a byte; `as` stops at both ends")]
fn byte(grey: f32) -> u8 {
    grey as u8
}

#[expect(clippy::as_conversions, reason = "a float becomes a pixel; `as` stops at both ends")]
fn whole(number: f32) -> u16 {
    number as u16
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_digit_stays_on_its_square_in_every_hand() {
        for (digit, hand) in (0..10).flat_map(|digit| [(digit, 0), (digit, 1)]) {
            let points: Vec<Point> = strokes(digit, hand).concat();
            assert!(points.len() > 8, "{digit}");
            assert!(
                points.iter().all(|(x, y)| (0.0..=1.0).contains(x) && (0.0..=1.05).contains(y)),
                "{digit} {hand}: {points:?}"
            );
            let (top, bottom) =
                points.iter().fold((1.0_f32, 0.0_f32), |(top, bottom), (_, y)| (top.min(*y), bottom.max(*y)));
            assert!(top < 0.12 && bottom > 0.9, "{digit} {hand} reaches from {top} to {bottom}");
        }
    }

    #[test]
    fn a_line_is_dark_where_it_is_and_nowhere_else() {
        let mut paper = Paper::new(20, 9);
        paper.draw(&[(4.0, 4.5), (16.0, 4.5)], 1.5, 1.0);
        let bytes = paper.bytes(|ink| ink);
        assert_eq!((bytes[4 * 20 + 10], bytes[0], bytes[4 * 20 + 19]), (0, 255, 255));
        paper.draw(&[(-50.0, -50.0), (500.0, 500.0)], 2.0, 1.0);
    }
}
