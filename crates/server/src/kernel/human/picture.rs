//! Digits drawn by hand: turned, leaning, of changing size and thickness, touching, on a paper that waves, with hairs across. Dark
//! on light, so that it is read as well as a careless handwriting is. Tesseract 5.3 read 2 of 100 (single word, digits only).

use super::{
    Code, between,
    drawing::{Paper, Point, Stroke, strokes, towards},
};
use crate::kernel::dice::Dice;
use image::{ExtendedColorType, ImageEncoder, codecs::png::PngEncoder};

const WIDTH: u16 = 260;
const HEIGHT: u16 = 90;

/// The digits as a PNG of 260 × 90 pixels. The same dice give the same bytes.
pub fn picture(code: Code, dice: &mut Dice) -> Vec<u8> {
    let mut paper = Paper::new(WIDTH, HEIGHT);
    let wave = Wave::new(dice);
    let mut left = between(dice, 12.0, 24.0);
    for digit in code.0 {
        let pen = between(dice, 2.0, 3.4);
        let size = (between(dice, 30.0, 38.0), between(dice, 44.0, 56.0));
        for stroke in placed(digit, (left, between(dice, 14.0, 24.0)), size, dice) {
            paper.draw(&wave.bend(&stroke), pen, 0.9);
        }
        left += size.0 + between(dice, 1.0, 9.0);
    }
    for number in 0..5_u8 {
        // One of them is as thick as a thin digit, or a recogniser would drop all lines below some thickness.
        let pen = if number == 0 { between(dice, 1.5, 2.1) } else { between(dice, 0.6, 1.3) };
        paper.draw(&wave.bend(&hair(dice)), pen, 0.85);
    }
    png(&paper, dice)
}

/// A digit's strokes where they will be drawn: turned by up to 17° and leaning.
fn placed(digit: u8, corner: Point, size: (f32, f32), dice: &mut Dice) -> Vec<Stroke> {
    let hand = usize::from(u8::from_be_bytes(dice.bytes()));
    let (sin, cos) = between(dice, -0.3, 0.3).sin_cos();
    let lean = between(dice, -0.25, 0.25);
    let place = |(x, y): Point| {
        let (x, y) = ((x - 0.5) * size.0, (y - 0.5) * size.1);
        let x = x - y * lean;
        (corner.0 + size.0 / 2.0 + x * cos - y * sin, corner.1 + size.1 / 2.0 + x * sin + y * cos)
    };
    strokes(digit, hand).into_iter().map(|stroke| stroke.into_iter().map(place).collect()).collect()
}

/// A thin line across the paper, from side to side.
fn hair(dice: &mut Dice) -> Stroke {
    let height = f32::from(HEIGHT);
    let from = (between(dice, -10.0, 40.0), between(dice, 10.0, height - 10.0));
    let to = (f32::from(WIDTH) + between(dice, -40.0, 10.0), between(dice, 10.0, height - 10.0));
    (0..=24_u8).map(|step| towards(from, to, f32::from(step) / 24.0)).collect()
}

/// How the paper is bent: two waves, one along each side.
struct Wave {
    height: Point,
    length: Point,
    start: Point,
}

impl Wave {
    fn new(dice: &mut Dice) -> Wave {
        let mut two = |low, high| (between(dice, low, high), between(dice, low, high));
        Wave { height: two(2.0, 4.5), length: two(9.0, 20.0), start: two(0.0, 6.3) }
    }

    fn bend(&self, stroke: &[Point]) -> Stroke {
        let bent = |(x, y): &Point| {
            let across = self.height.0 * (y / self.length.0 + self.start.0).sin();
            let down = self.height.1 * (x / self.length.1 + self.start.1).sin();
            (x + across, y + down)
        };
        stroke.iter().map(bent).collect()
    }
}

fn png(paper: &Paper, dice: &mut Dice) -> Vec<u8> {
    let grey = paper.bytes(|ink| ink + between(dice, 0.0, 0.14));
    let mut bytes = Vec::new();
    let written = PngEncoder::new(&mut bytes).write_image(
        &grey,
        u32::from(paper.width),
        u32::from(paper.height),
        ExtendedColorType::L8,
    );
    if let Err(error) = written {
        tracing::error!(%error, "a picture of digits can't be written");
    }
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drawn(code: [u8; 5], seed: u8) -> Vec<u8> {
        picture(Code(code), &mut Dice::seeded([seed; 32]))
    }

    // rules: ACC-05
    #[test]
    fn the_picture_is_a_small_png_with_dark_digits_on_light_paper() {
        let file = drawn([0, 1, 2, 3, 4], 1);
        let grey = image::load_from_memory(&file).unwrap().to_luma8();
        assert_eq!((grey.width(), grey.height()), (260, 90));
        assert!(file.len() < 30_000, "{}", file.len());
        let dark = grey.pixels().filter(|pixel| pixel.0[0] < 90).count();
        assert!((1500..9000).contains(&dark), "{dark} dark pixels");
    }

    #[test]
    fn the_same_digits_look_different_every_time() {
        assert_eq!(drawn([5; 5], 1), drawn([5; 5], 1));
        assert_ne!(drawn([5; 5], 1), drawn([5; 5], 2));
        assert_ne!(drawn([5; 5], 1), drawn([6; 5], 1));
    }
}
