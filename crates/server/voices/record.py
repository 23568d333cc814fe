#!/usr/bin/env python3
"""Makes the spoken digits beside this file: 8 kHz, 8 bit, mono, silence cut, some 80 KB together.

They are kept in the repository so that building needs no speech synthesiser. To make them again:
    sudo apt-get install espeak-ng && python3 record.py
"""

import math, pathlib, struct, subprocess, wave

VOICES = {"zh-CN": ("cmn", "零一二三四五六七八九"), "en": ("en-gb", "zero one two three four five six seven eight nine".split())}
RATE = 8000


def spoken(voice, text):
    out = subprocess.run(["espeak-ng", "-v", voice, "-s", "130", "--stdout", text], check=True, capture_output=True).stdout
    rate = struct.unpack_from("<I", out, 24)[0]
    data = out[44:len(out) - len(out) % 2]
    return rate, [value / 32768 for (value,) in struct.iter_unpack("<h", data)]


def resampled(rate, samples):
    """Windowed-sinc, cut at 3.6 kHz, so that nothing folds back."""
    cut, reach, result = 3600, 24, []
    for index in range(int(len(samples) * RATE / rate)):
        centre, total = index * rate / RATE, 0.0
        for tap in range(math.ceil(centre) - reach, math.floor(centre) + reach + 1):
            if 0 <= tap < len(samples):
                x = tap - centre
                sinc = 2 * cut / rate if x == 0 else math.sin(2 * math.pi * cut * x / rate) / (math.pi * x)
                total += samples[tap] * sinc * (0.5 + 0.5 * math.cos(math.pi * x / (reach + 1)))
        result.append(total)
    return result


def trimmed(samples):
    peak = max(map(abs, samples))
    loud = [index for index, value in enumerate(samples) if abs(value) > 0.03 * peak]
    cut = samples[max(loud[0] - 80, 0):loud[-1] + 160]
    return [value * 0.85 / peak for value in cut]


def main():
    for tag, (voice, digits) in VOICES.items():
        folder = pathlib.Path(__file__).parent / tag
        folder.mkdir(exist_ok=True)
        for digit, word in enumerate(digits):
            samples = trimmed(resampled(*spoken(voice, word)))
            with wave.open(str(folder / f"{digit}.wav"), "wb") as out:
                out.setparams((1, 1, RATE, len(samples), "NONE", ""))
                out.writeframes(bytes(min(255, max(0, round(128 + 127 * value))) for value in samples))


main()
