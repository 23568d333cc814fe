//! The compositions. Each takes a sheet with its palette and dice and returns the finished picture.

use super::{Palette, SIZE};
use crate::dice::Dice;

/// A sheet being drawn on, bottom layer first.
pub struct Sketch {
    dice: Dice,
    ink: Palette,
    out: String,
}

impl Sketch {
    pub fn new(dice: Dice, ink: Palette) -> Self {
        let (width, height) = SIZE;
        let out = format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" preserveAspectRatio=\"xMidYMid slice\"><path fill=\"{}\" d=\"M0 0h{width}v{height}H0z\"/>",
            ink.sky
        );
        Self { dice, ink, out }
    }

    fn finish(mut self) -> String {
        self.out.push_str("</svg>");
        self.out
    }

    fn fill(&mut self, colour: &str, path: &str) {
        self.out.push_str(&format!("<path fill=\"{colour}\" d=\"{path}\"/>"));
    }

    fn stroke(&mut self, colour: &str, width: i32, path: &str) {
        self.out.push_str(&format!("<path fill=\"none\" stroke=\"{colour}\" stroke-width=\"{width}\" d=\"{path}\"/>"));
    }

    /// A disc with `rings` growing fainter around it, like the years of a tree.
    fn sun(&mut self, x: i32, y: i32, radius: i32, rings: i32) {
        let (colour, light) = (self.ink.sun, self.ink.light);
        for ring in (1..=rings).rev() {
            let reach = radius + ring * radius * 3 / 5;
            self.out
                .push_str(&format!("<circle cx=\"{x}\" cy=\"{y}\" r=\"{reach}\" fill=\"{light}\" opacity=\".28\"/>"));
        }
        self.out.push_str(&format!("<circle cx=\"{x}\" cy=\"{y}\" r=\"{radius}\" fill=\"{colour}\"/>"));
    }

    /// A line of hills from edge to edge, its crest near `y`, down to the bottom.
    fn ridge(&mut self, colour: &str, y: i32, swing: i32) {
        let (width, height) = SIZE;
        let (mut x, mut up) = (self.dice.roll(-110, -10), self.dice.roll(0, 1) == 1);
        let mut path = format!("M{x} {height}V{}", y + self.dice.roll(-swing, swing) / 3);
        while x < width {
            let (step, rise) = (self.dice.roll(110, 210), self.dice.roll(swing / 4, swing));
            let rise = if up { -rise } else { rise };
            path.push_str(&format!("c{} 0 {} {rise} {step} {rise}", step / 2, step / 2));
            x += step;
            up = !up;
        }
        path.push_str(&format!("V{height}z"));
        self.fill(colour, &path);
    }

    fn ridges(&mut self, top: i32, swing: i32) {
        let Palette { far, mid, near, .. } = self.ink;
        for (colour, drop) in [(far, 0), (mid, 50), (near, 100)] {
            let y = top + drop + self.dice.roll(-10, 10);
            self.ridge(colour, y, swing);
        }
    }

    /// Leaves or grass: pointed ovals that lean, all of one colour.
    fn leaves(&mut self, colour: &str, count: i32) {
        let mut path = String::new();
        for _ in 0..count {
            let (x, y, long) = (self.dice.roll(40, 600), self.dice.roll(225, 300), self.dice.roll(22, 44));
            let lean = self.dice.roll(-18, 18);
            path.push_str(&format!(
                "M{x} {y}q{} {} {lean} {}q{} {} {} {long}z",
                lean - long / 3,
                -long / 2,
                -long,
                long / 2,
                long / 3,
                -lean
            ));
        }
        self.fill(colour, &path);
    }
}

/// The front page: rings of time over three ridges, a path of paper that leads into them.
pub fn valley(mut sheet: Sketch) -> String {
    let (x, y, radius) = (sheet.dice.roll(360, 460), sheet.dice.roll(96, 116), sheet.dice.roll(34, 42));
    sheet.sun(x, y, radius, 5);
    sheet.ridges(176, 56);
    let (light, foot, bend) = (sheet.ink.light, sheet.dice.roll(200, 300), sheet.dice.roll(60, 120));
    sheet.stroke(light, 5, &format!("M{foot} 320c{bend} -16 {} -34 {bend} -48s-90 -14 -30 -34", bend + 40));
    sheet.finish()
}

/// Environment: hills, a sun or two rings, leaves in the foreground.
pub fn hills(mut sheet: Sketch) -> String {
    let (x, y, radius, rings) =
        (sheet.dice.roll(220, 430), sheet.dice.roll(70, 130), sheet.dice.roll(26, 46), sheet.dice.roll(1, 3));
    sheet.sun(x, y, radius, rings);
    sheet.ridges(150, 70);
    let (light, mid) = (sheet.ink.light, sheet.ink.far);
    sheet.leaves(mid, 5);
    sheet.leaves(light, 4);
    sheet.finish()
}

/// Care for the elderly: an evening street, windows lit one by one.
pub fn windows(mut sheet: Sketch) -> String {
    let (x, y, radius) = (sheet.dice.roll(180, 460), sheet.dice.roll(70, 120), sheet.dice.roll(30, 48));
    sheet.sun(x, y, radius, 2);
    let Palette { far, mid, near, light, .. } = sheet.ink;
    let mut lit = String::new();
    for (colour, top, size) in [(far, 120, 0), (mid, 165, 1), (near, 215, 2)] {
        let mut roofs = String::from("M0 320");
        let mut left = 0;
        while left < SIZE.0 {
            let (width, roof) = (sheet.dice.roll(70, 130), top + sheet.dice.roll(-30, 24));
            let gable = sheet.dice.roll(0, 26);
            roofs.push_str(&format!("V{roof}l{} {}l{} {gable}", width / 2, -gable, width - width / 2));
            if size > 0 && lit.len() < 330 {
                for _ in 0..sheet.dice.roll(0, 2) {
                    let (across, down) =
                        (left + sheet.dice.roll(14, width - 28), roof + 18 + 26 * sheet.dice.roll(0, 2));
                    lit.push_str(&format!("M{across} {down}h13v16h-13z"));
                }
            }
            left += width;
        }
        roofs.push_str("V320z");
        sheet.fill(colour, &roofs);
    }
    sheet.fill(light, &lit);
    sheet.finish()
}

/// Traffic and public civility: a skyline and a road that bends away, its dashes, a signal light.
pub fn road(mut sheet: Sketch) -> String {
    let (x, y, radius) = (sheet.dice.roll(200, 450), sheet.dice.roll(66, 110), sheet.dice.roll(24, 40));
    sheet.sun(x, y, radius, 1);
    let Palette { far, mid, near, light, .. } = sheet.ink;
    let mut skyline = String::from("M0 320");
    let mut left = 0;
    while left < SIZE.0 {
        let width = sheet.dice.roll(34, 90);
        skyline.push_str(&format!("V{}h{width}", sheet.dice.roll(110, 205)));
        left += width;
    }
    skyline.push_str("V320z");
    sheet.fill(far, &skyline);
    sheet.ridge(mid, 215, 24);
    let (foot, bend, vanish) = (sheet.dice.roll(250, 400), sheet.dice.roll(-170, 170), sheet.dice.roll(260, 380));
    sheet.fill(
        near,
        &format!(
            "M{} 320Q{} 240 {vanish} 196h10Q{} 240 {} 320z",
            foot - 120,
            foot - 60 + bend,
            foot + 70 + bend,
            foot + 120
        ),
    );
    sheet.out.push_str(&format!(
        "<path fill=\"none\" stroke=\"{light}\" stroke-width=\"5\" stroke-dasharray=\"18 {}\" d=\"M{foot} 320Q{} 240 {} 198\"/>",
        sheet.dice.roll(10, 18), foot + bend, vanish + 5
    ));
    sheet.finish()
}

/// Culture and sport: scale waves in rows, as paper cutters make them, under a round sun.
pub fn waves(mut sheet: Sketch) -> String {
    let (x, y, radius) = (sheet.dice.roll(240, 400), sheet.dice.roll(80, 120), sheet.dice.roll(40, 62));
    sheet.sun(x, y, radius, 2);
    let Palette { far, mid, near, light, .. } = sheet.ink;
    let size = sheet.dice.roll(44, 72);
    for (row, colour) in (0..).zip([far, mid, near]) {
        let (top, shift) = (198 + row * size * 3 / 4, if row == 1 { size } else { 0 } + sheet.dice.roll(-14, 14));
        let (mut body, mut lines, mut left) = (format!("M-150 {top}"), String::new(), -150 + shift);
        body.push_str(&format!("H{left}"));
        while left < SIZE.0 {
            body.push_str(&format!("a{size} {size} 0 0 1 {} 0", size * 2));
            if lines.len() < 90 {
                let inner = size * 2 / 3;
                lines.push_str(&format!("M{} {top}a{inner} {inner} 0 0 1 {} 0", left + size - inner, inner * 2));
            }
            left += size * 2;
        }
        body.push_str("V330H-150z");
        sheet.fill(colour, &body);
        sheet.stroke(light, 3, &lines);
    }
    sheet.finish()
}

/// Health: a calm pulse across soft hills, a drop or a cross in the sun.
pub fn pulse(mut sheet: Sketch) -> String {
    let (x, y, radius) = (sheet.dice.roll(260, 380), sheet.dice.roll(100, 130), sheet.dice.roll(42, 60));
    let Palette { light, sun, .. } = sheet.ink;
    sheet.sun(x, y, radius, 3);
    let arm = radius / 4;
    let cross =
        format!("M{} {}h{a}v{a}h{a}v{a}h-{a}v{a}h-{a}v-{a}h-{a}v-{a}h{a}z", x - arm / 2, y - arm * 3 / 2, a = arm);
    sheet.fill(light, &cross);
    sheet.ridges(190, 50);
    let (beat, line) = (sheet.dice.roll(200, 400), sheet.dice.roll(246, 276));
    let (high, deep) = (sheet.dice.roll(30, 64), sheet.dice.roll(14, 30));
    sheet.stroke(light, 4, &format!("M0 {line}H{beat}l14 -{high}l18 {}l14 -{deep}H640", high + deep));
    sheet.stroke(sun, 6, &format!("M{} {line}h.1", beat + 46));
    sheet.finish()
}

/// Convenience services: a stall with a striped awning, lamps, and the square behind it.
pub fn stall(mut sheet: Sketch) -> String {
    let (sun_x, sun_y, radius) = (sheet.dice.roll(90, 550), sheet.dice.roll(40, 70), sheet.dice.roll(22, 32));
    sheet.sun(sun_x, sun_y, radius, 2);
    let Palette { far, mid, near, sun, light, .. } = sheet.ink;
    sheet.ridge(far, 190, 60);
    sheet.ridge(mid, 262, 26);
    let (stripe, top) = (sheet.dice.roll(32, 44), sheet.dice.roll(96, 122));
    let (left, count) = (320 - stripe * 4 + sheet.dice.roll(-30, 30), 8);
    let (floor, half) = (sheet.dice.roll(272, 290), stripe / 2);
    sheet.fill(
        near,
        &format!(
            "M{} {top}v{}h8v-{}zM{} {top}v{}h8v-{}z",
            left + 6,
            floor - top,
            floor - top,
            left + stripe * count - 14,
            floor - top,
            floor - top
        ),
    );
    sheet.fill(near, &format!("M{} {}h{}v{}h-{}z", left - 8, floor - 52, stripe * count + 16, 56, stripe * count + 16));
    for (colour, odd) in [(sun, 0), (light, 1)] {
        let mut awning = String::new();
        for at in (odd..count).step_by(2) {
            awning.push_str(&format!("M{} {top}h{stripe}v56a{half} {half} 0 0 1-{} 0z", left + at * stripe, half * 2));
        }
        sheet.fill(colour, &awning);
    }
    let mut goods = String::new();
    for at in 0..sheet.dice.roll(4, 7) {
        let (wide, high) = (sheet.dice.roll(14, 30), sheet.dice.roll(14, 40));
        goods.push_str(&format!("M{} {}h{wide}v-{high}h-{wide}z", left + 16 + at * stripe, floor - 52));
    }
    sheet.fill(mid, &goods);
    sheet.finish()
}

/// Young people and families: kites above a field, tails in the wind.
pub fn kites(mut sheet: Sketch) -> String {
    let Palette { far, mid, near, sun, light, .. } = sheet.ink;
    sheet.ridge(far, 210, 60);
    sheet.ridge(mid, 250, 50);
    sheet.ridge(near, 285, 30);
    let ground = sheet.dice.roll(280, 360);
    for (colour, column) in [(sun, 0), (light, 1), (near, 2)] {
        let (x, y) = (190 + column * 110 + sheet.dice.roll(-40, 40), sheet.dice.roll(50, 140));
        let (wide, tall, lean) = (sheet.dice.roll(24, 40), sheet.dice.roll(34, 56), sheet.dice.roll(-16, 16));
        let tail = y + tall * 2;
        sheet.stroke(
            near,
            2,
            &format!(
                "M{} {}q{} 24 0 48t{} 40M{x} {y}Q{} 240 {ground} 292",
                x - lean,
                tail,
                lean * 2 + 8,
                lean,
                x + lean
            ),
        );
        sheet.fill(
            colour,
            &format!(
                "M{} {}l{} {}l{} {}l{} {}z",
                x + lean,
                y - tall,
                wide - lean,
                tall - lean / 2,
                -wide - lean,
                tall * 2 + lean / 2 - tall,
                -wide + lean,
                -tall + lean / 2
            ),
        );
    }
    sheet.finish()
}

/// Relief and country work: terraces, step under step, a house with a light.
pub fn terraces(mut sheet: Sketch) -> String {
    let (x, y, radius) = (sheet.dice.roll(180, 460), sheet.dice.roll(60, 100), sheet.dice.roll(26, 40));
    sheet.sun(x, y, radius, 2);
    let Palette { far, mid, near, sun, light, .. } = sheet.ink;
    let (mut level, mut dark) = (sheet.dice.roll(128, 150), false);
    sheet.ridge(far, level, 70);
    let (house, floor) = (sheet.dice.roll(240, 380), level + sheet.dice.roll(30, 40));
    sheet.fill(near, &format!("M{} {floor}v-26h44v26z", house - 22));
    sheet.fill(sun, &format!("M{} {}l30-24l30 24z", house - 30, floor - 24));
    while level < 280 {
        level += sheet.dice.roll(26, 38);
        let (left, dip, right) =
            (level + sheet.dice.roll(-14, 14), level + sheet.dice.roll(20, 58), level + sheet.dice.roll(-14, 14));
        let turn = sheet.dice.roll(220, 420);
        sheet.fill(if dark { near } else { mid }, &format!("M0 320V{left}Q{turn} {dip} 640 {right}V320z"));
        sheet.stroke(light, 2, &format!("M0 {left}Q{turn} {dip} 640 {right}"));
        dark = !dark;
    }
    sheet.finish()
}

/// Safety: the night watch, a moon with rings, stars, roofs and two beams.
pub fn watch(mut sheet: Sketch) -> String {
    let (x, y, radius, rings) =
        (sheet.dice.roll(230, 420), sheet.dice.roll(70, 110), sheet.dice.roll(26, 40), sheet.dice.roll(2, 3));
    let Palette { far, mid, near, light, .. } = sheet.ink;
    sheet.sun(x, y, radius, rings);
    let mut stars = String::new();
    for _ in 0..sheet.dice.roll(8, 14) {
        stars.push_str(&format!("M{} {}h3v3h-3z", sheet.dice.roll(20, 620), sheet.dice.roll(16, 170)));
    }
    sheet.fill(light, &stars);
    sheet.ridge(far, 190, 50);
    let lamp = sheet.dice.roll(240, 400);
    let (left, right) = (sheet.dice.roll(90, 150), sheet.dice.roll(90, 150));
    sheet.out.push_str(&format!(
        "<path fill=\"{light}\" opacity=\".35\" d=\"M{lamp} 176L{} 320H{}z\"/>",
        lamp - left,
        lamp + right
    ));
    sheet.ridge(mid, 250, 30);
    sheet.fill(near, &format!("M{} 320V176h-12v-10h32v10h-12v144z", lamp - 4));
    sheet.ridge(near, 295, 24);
    sheet.finish()
}

/// Anything else: a sundial seen from above, its rings, its hours and the soft shadow of the gnomon.
pub fn dial(mut sheet: Sketch) -> String {
    let (x, y) = (sheet.dice.roll(270, 370), sheet.dice.roll(130, 200));
    let Palette { far, mid, near, sun, light, .. } = sheet.ink;
    let (reach, steps) = (sheet.dice.roll(260, 380), sheet.dice.roll(4, 7));
    for step in 0..steps {
        let radius = reach - step * reach / (steps + 1);
        let colour = if step % 2 == 0 { far } else { light };
        sheet
            .out
            .push_str(&format!("<circle cx=\"{x}\" cy=\"{y}\" r=\"{radius}\" fill=\"{colour}\" opacity=\".55\"/>"));
    }
    let (lean, long) = (sheet.dice.roll(-260, 260), sheet.dice.roll(150, 230));
    sheet.out.push_str(&format!(
        "<path fill=\"{near}\" opacity=\".32\" d=\"M{x} {y}l{} {long}h{}z\"/>",
        lean - 46,
        sheet.dice.roll(70, 110)
    ));
    let (mut hours, ring) = (String::new(), sheet.dice.roll(96, 128));
    for (across, up) in [
        (0, -100),
        (87, -50),
        (87, 50),
        (0, 100),
        (-87, 50),
        (-87, -50),
        (50, -87),
        (100, 0),
        (50, 87),
        (-50, 87),
        (-100, 0),
        (-50, -87),
    ] {
        hours.push_str(&format!("M{} {}h.1", x + across * ring / 100, y + up * ring / 100));
    }
    sheet.out.push_str(&format!(
        "<path fill=\"none\" stroke=\"{mid}\" stroke-width=\"9\" stroke-linecap=\"round\" d=\"{hours}\"/>"
    ));
    sheet.out.push_str(&format!("<circle cx=\"{x}\" cy=\"{y}\" r=\"{}\" fill=\"{sun}\"/>", sheet.dice.roll(22, 34)));
    sheet.finish()
}
