// SHA-256 (FIPS 180-4) of short messages, synchronous: a promise for each of a million hashes would cost more than the hash.

const K = new Int32Array(64);
const START = new Int32Array(8);
let [found, candidate] = [0, 2];
while (found < 64) {
  let prime = true;
  for (let factor = 2; factor * factor <= candidate; factor++) if (candidate % factor === 0) prime = false;
  if (prime) {
    // The first 32 bits of the fractions of square and cube roots of the first primes.
    if (found < 8) START[found] = (candidate ** (1 / 2) % 1) * 2 ** 32;
    K[found++] = (candidate ** (1 / 3) % 1) * 2 ** 32;
  }
  candidate++;
}

const w = new Int32Array(64);
const at = (words: Int32Array, index: number): number => words[index] as number;
const turn = (word: number, by: number): number => (word >>> by) | (word << (32 - by));

function block(state: Int32Array, view: DataView, offset: number): void {
  for (let i = 0; i < 64; i++) {
    if (i < 16) { w[i] = view.getInt32(offset + i * 4); continue; }
    const [x, y] = [at(w, i - 15), at(w, i - 2)];
    w[i] = at(w, i - 16) + (turn(x, 7) ^ turn(x, 18) ^ (x >>> 3)) + at(w, i - 7) + (turn(y, 17) ^ turn(y, 19) ^ (y >>> 10));
  }
  let [a, b, c, d, e, f, g, h] = state as unknown as [number, number, number, number, number, number, number, number];
  for (let i = 0; i < 64; i++) {
    const one = (h + (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) + ((e & f) ^ (~e & g)) + at(K, i) + at(w, i)) | 0;
    const two = ((turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    h = g; g = f; f = e; e = (d + one) | 0; d = c; c = b; b = a; a = (one + two) | 0;
  }
  [a, b, c, d, e, f, g, h].forEach((value, i) => { state[i] = at(state, i) + value; });
}

const buffer = new Uint8Array(256);
const view = new DataView(buffer.buffer);

/** Eight words of the digest of at most 247 ASCII characters. */
export function sha256(text: string): Int32Array {
  const long = text.length;
  const padded = ((long + 8) >> 6) * 64 + 64;
  buffer.fill(0, 0, padded);
  for (let i = 0; i < long; i++) buffer[i] = text.charCodeAt(i);
  buffer[long] = 0x80;
  view.setUint32(padded - 4, long * 8);
  const state = START.slice();
  for (let offset = 0; offset < padded; offset += 64) block(state, view, offset);
  return state;
}

/** A digest in hexadecimal, as eight words to compare with. */
export function words(hex: string): Int32Array {
  return Int32Array.from({ length: 8 }, (_, i) => parseInt(hex.slice(i * 8, i * 8 + 8), 16));
}
