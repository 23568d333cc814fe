//! Digits spoken, as a WAV of 8 kHz and 8 bits: recorded digits (`voices/record.py`) at changing speeds and pauses, over a murmur
//! of the same voice played backwards, which people tell from words and recognisers less so.

use super::{Code, between};
use crate::kernel::{dice::Dice, words::Locale};

const RATE_HERTZ: u32 = 8000;
const WAV_HEADER_BYTES: usize = 44;

macro_rules! voice {
    ($tag:literal) => {
        [
            include_bytes!(concat!("../../../voices/", $tag, "/0.wav")).as_slice(),
            include_bytes!(concat!("../../../voices/", $tag, "/1.wav")).as_slice(),
            include_bytes!(concat!("../../../voices/", $tag, "/2.wav")).as_slice(),
            include_bytes!(concat!("../../../voices/", $tag, "/3.wav")).as_slice(),
            include_bytes!(concat!("../../../voices/", $tag, "/4.wav")).as_slice(),
            include_bytes!(concat!("../../../voices/", $tag, "/5.wav")).as_slice(),
            include_bytes!(concat!("../../../voices/", $tag, "/6.wav")).as_slice(),
            include_bytes!(concat!("../../../voices/", $tag, "/7.wav")).as_slice(),
            include_bytes!(concat!("../../../voices/", $tag, "/8.wav")).as_slice(),
            include_bytes!(concat!("../../../voices/", $tag, "/9.wav")).as_slice(),
        ]
    };
}
static ZH_CN: [&[u8]; 10] = voice!("zh-CN");
static EN: [&[u8]; 10] = voice!("en");

/// The digits as a WAV file, spoken in a language. The same dice give the same bytes.
pub fn speech(code: Code, locale: Locale, dice: &mut Dice) -> Vec<u8> {
    let voice = match locale {
        Locale::ZhCn => &ZH_CN,
        Locale::En => &EN,
    };
    let mut samples = silence(between(dice, 0.3, 0.6));
    for digit in code.0 {
        samples.extend(faster(&recorded(voice, digit), between(dice, 0.88, 1.12), between(dice, 0.75, 1.0)));
        samples.extend(silence(between(dice, 0.45, 0.9)));
    }
    murmur(&mut samples, voice, dice);
    wav(&samples)
}

/// The samples of a digit between -1 and 1.
fn recorded(voice: &[&[u8]; 10], digit: u8) -> Vec<f32> {
    let file = voice.get(usize::from(digit)).copied().unwrap_or_default();
    file.iter().skip(WAV_HEADER_BYTES).map(|byte| (f32::from(*byte) - 128.0) / 128.0).collect()
}

fn silence(seconds: f32) -> Vec<f32> {
    vec![0.0; whole(seconds * 8000.0)]
}

/// Played so many times as fast, which raises the voice too; samples in between are interpolated.
fn faster(samples: &[f32], speed: f32, loudness: f32) -> Vec<f32> {
    let mut played = Vec::with_capacity(samples.len() * 2);
    let mut position = 0.0_f32;
    while let (Some(here), Some(next)) = (samples.get(whole(position)), samples.get(whole(position) + 1)) {
        played.push((here + (next - here) * position.fract()) * loudness);
        position += speed;
    }
    played
}

/// Digits backwards and soft under everything, and a little hiss.
fn murmur(samples: &mut [f32], voice: &[&[u8]; 10], dice: &mut Dice) {
    let mut under: Vec<f32> = Vec::with_capacity(samples.len());
    while under.len() < samples.len() {
        let digit = u8::try_from(dice.below(10)).unwrap_or(0);
        under.extend(faster(&recorded(voice, digit), between(dice, 0.8, 1.3), 0.1).iter().rev());
    }
    for (sample, soft) in samples.iter_mut().zip(under) {
        let [hiss] = dice.bytes();
        *sample += soft + (f32::from(hiss) - 128.0) / 128.0 * 0.02;
    }
}

fn wav(samples: &[f32]) -> Vec<u8> {
    let length = u32::try_from(samples.len()).unwrap_or(u32::MAX);
    let mut bytes = Vec::with_capacity(samples.len() + WAV_HEADER_BYTES);
    bytes.extend(b"RIFF");
    bytes.extend(length.saturating_add(36).to_le_bytes());
    bytes.extend(b"WAVEfmt ");
    bytes.extend(16_u32.to_le_bytes());
    // PCM, one channel.
    bytes.extend([1, 0, 1, 0]);
    bytes.extend(RATE_HERTZ.to_le_bytes());
    bytes.extend(RATE_HERTZ.to_le_bytes());
    // One byte a frame, eight bits a sample.
    bytes.extend([1, 0, 8, 0]);
    bytes.extend(b"data");
    bytes.extend(length.to_le_bytes());
    bytes.extend(samples.iter().map(|sample| byte(*sample)));
    bytes
}

#[expect(clippy::as_conversions, reason = "a float becomes a byte; `as` stops at both ends")]
fn byte(sample: f32) -> u8 {
    (sample * 127.0 + 128.0) as u8
}

#[expect(clippy::as_conversions, reason = "a float becomes a whole number; negative ones become zero")]
fn whole(number: f32) -> usize {
    number as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spoken(code: [u8; 5], locale: Locale, seed: u8) -> Vec<u8> {
        speech(Code(code), locale, &mut Dice::seeded([seed; 32]))
    }

    // rules: ACC-05
    #[test]
    fn every_digit_is_heard_in_both_languages() {
        for (locale, digit) in Locale::ALL.into_iter().flat_map(|locale| (0..10).map(move |digit| (locale, digit))) {
            let samples = recorded(if locale == Locale::En { &EN } else { &ZH_CN }, digit);
            let loudest = samples.iter().fold(0.0_f32, |most, sample| most.max(sample.abs()));
            assert!(samples.len() > 2000 && loudest > 0.7, "{locale:?} {digit}");
        }
    }

    #[test]
    fn the_file_is_a_wav_of_a_few_seconds() {
        let file = spoken([1, 2, 3, 4, 5], Locale::ZhCn, 1);
        assert_eq!((&file[..4], &file[8..16]), (&b"RIFF"[..], &b"WAVEfmt "[..]));
        let length = u32::from_le_bytes(file[40..44].try_into().unwrap());
        assert_eq!(usize::try_from(length).unwrap() + 44, file.len());
        assert!((3 * 8000..9 * 8000).contains(&length), "{length}");
    }

    #[test]
    fn the_same_digits_sound_different_every_time() {
        let (one, again, other) =
            (spoken([7; 5], Locale::En, 1), spoken([7; 5], Locale::En, 1), spoken([7; 5], Locale::En, 2));
        assert_eq!(one, again);
        assert_ne!(one.len(), other.len());
    }
}
