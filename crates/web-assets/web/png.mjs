// Draws the brand mark as a PNG without a graphics library: distances to its strokes, four samples a pixel each way.
import zlib from "node:zlib";

const SEAL = [0xb2, 0x3a, 0x22];
const LINE = [0xff, 0xfa, 0xf2];

function segment(x, y, [ax, ay], [bx, by]) {
  const [dx, dy] = [bx - ax, by - ay];
  const t = Math.max(0, Math.min(1, ((x - ax) * dx + (y - ay) * dy) / (dx * dx + dy * dy || 1)));
  return Math.hypot(x - ax - t * dx, y - ay - t * dy);
}

// The mark of brand.svg in its own 32 units: the bowl, the hands and the two hours.
function strokes(x, y) {
  const bowl = y >= 16 ? Math.abs(Math.hypot(x - 16, y - 16) - 9) : Math.min(Math.hypot(x - 7, y - 16), Math.hypot(x - 25, y - 16));
  const hands = Math.min(segment(x, y, [16, 7], [16, 16]), segment(x, y, [16, 16], [20.2, 18.4]));
  return Math.min(bowl, hands, Math.hypot(x - 9, y - 9.3), Math.hypot(x - 23, y - 9.3)) - 1.4;
}

function corner(x, y) {
  const [dx, dy] = [Math.max(Math.abs(x - 16) - 9, 0), Math.max(Math.abs(y - 16) - 9, 0)];
  return Math.hypot(dx, dy) - 7;
}

function chunk(type, data) {
  const body = Buffer.concat([Buffer.from(type), data]);
  const head = Buffer.alloc(4);
  head.writeUInt32BE(data.length);
  const tail = Buffer.alloc(4);
  tail.writeUInt32BE(crc(body));
  return Buffer.concat([head, body, tail]);
}

function crc(bytes) {
  let sum = 0xffffffff;
  for (const byte of bytes) {
    sum ^= byte;
    for (let bit = 0; bit < 8; bit++) sum = sum & 1 ? (sum >>> 1) ^ 0xedb88320 : sum >>> 1;
  }
  return (sum ^ 0xffffffff) >>> 0;
}

/** `full`: a square to the edge, for systems that cut their own corners; `scale`: size of the mark within it. */
export function brandPng(size, { full = false, scale = 1 } = {}) {
  const [rows, samples] = [Buffer.alloc(size * (size * 4 + 1)), 4];
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      let [ground, mark] = [0, 0];
      for (let i = 0; i < samples * samples; i++) {
        const px = ((x + ((i % samples) + 0.5) / samples) / size) * 32;
        const py = ((y + (Math.floor(i / samples) + 0.5) / samples) / size) * 32;
        if (full || corner(px, py) <= 0) ground++;
        if (strokes((px - 16) / scale + 16, (py - 16) / scale + 16) <= 0) mark++;
      }
      const [alpha, part] = [ground / samples ** 2, mark / samples ** 2];
      const at = y * (size * 4 + 1) + 1 + x * 4;
      for (let c = 0; c < 3; c++) rows[at + c] = Math.round(SEAL[c] + (LINE[c] - SEAL[c]) * part);
      rows[at + 3] = Math.round(alpha * 255);
    }
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(size, 0);
  header.writeUInt32BE(size, 4);
  header.set([8, 6, 0, 0, 0], 8);
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([signature, chunk("IHDR", header), chunk("IDAT", zlib.deflateSync(rows, { level: 9 })), chunk("IEND", Buffer.alloc(0))]);
}
