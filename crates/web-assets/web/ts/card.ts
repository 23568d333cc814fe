// The e-card without network: the phone makes the codes by itself, of the day keys that the page brought, by its own clock. With a
// network clock.ts swaps in the server's codes and this stays quiet. Only the keys of two days are here, so a phone that was
// offline for longer says so.
import { encode } from "uqr";

const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const MAC_CHARS = 16;
const FRESH_MILLISECONDS = 90_000;
const ZONE_MILLISECONDS = 8 * 3600_000;
const AGAIN_SECONDS = 60;

interface Card { volunteer: bigint; address: string; keys: Map<string, Uint8Array>; step: number }

function read(element: HTMLElement): Card {
  const [volunteer = "0", address = "", ...days] = (element.dataset.card ?? "").split(" ");
  const bytes = (hex: string) => Uint8Array.from(hex.match(/../g) ?? [], (pair) => parseInt(pair, 16));
  const keys = new Map(days.map((day) => { const [date = "", key = ""] = day.split("="); return [date, bytes(key)]; }));
  return { volunteer: BigInt(volunteer), address, keys, step: Number(element.dataset.step ?? 30) };
}

function base32(number: bigint): string {
  let text = "";
  for (let rest = number; rest > 0n; rest >>= 5n) text = ALPHABET.charAt(Number(rest & 31n)) + text;
  return text || "0";
}

function eight(number: bigint): Uint8Array {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigUint64(0, number);
  return bytes;
}

/** Each part with its length before it, as the server's keyed digest takes them. */
function joined(parts: Uint8Array[]): Uint8Array {
  const all = parts.flatMap((part) => [...eight(BigInt(part.length)), ...part]);
  return Uint8Array.from(all);
}

/** `VOLUNTEER-STEP-MAC`; undefined when no key of the day is here. */
async function token(card: Card, at: number): Promise<string | undefined> {
  const step = BigInt(Math.floor(at / 1000 / card.step));
  const key = card.keys.get(new Date(at + ZONE_MILLISECONDS).toISOString().slice(0, 10));
  if (!key) return undefined;
  const hmac = await crypto.subtle.importKey("raw", key as BufferSource, { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
  const text = joined([new TextEncoder().encode("card-step"), eight(card.volunteer), eight(step)]);
  const digest = new Uint8Array(await crypto.subtle.sign("HMAC", hmac, text as BufferSource));
  let bits = 0n;
  for (const byte of digest.slice(0, 10)) bits = (bits << 8n) | BigInt(byte);
  let mac = "";
  for (let place = MAC_CHARS - 1; place >= 0; place--) mac += ALPHABET.charAt(Number((bits >> BigInt(place * 5)) & 31n));
  return `${base32(card.volunteer)}-${base32(step)}-${mac}`;
}

function draw(element: HTMLElement, text: string): void {
  const svg = element.querySelector("svg.qr");
  const { data, size } = encode(text, { ecc: "M", border: 4 });
  let path = "";
  for (let y = 0; y < size; y++) for (let x = 0; x < size; x++) if (data[y]?.[x]) path += `M${x} ${y}h1v1h-1z`;
  svg?.setAttribute("viewBox", `0 0 ${size} ${size}`);
  const [ground, dark] = svg?.querySelectorAll("path") ?? [];
  ground?.setAttribute("d", `M0 0h${size}v${size}H0z`);
  dark?.setAttribute("d", path);
}

let drawn = "";
let alone = 0;

async function tick(): Promise<void> {
  const element = document.getElementById("ecard-code");
  if (!element?.dataset.card) return;
  const now = Date.now();
  const stale = element.hasAttribute("data-stale") || Math.abs(now - Number(element.dataset.now)) > FRESH_MILLISECONDS;
  if (!stale || document.hidden) {
    alone = 0;
    return;
  }
  const card = read(element);
  const text = await token(card, now);
  const said = element.querySelector("[role=status]");
  element.toggleAttribute("data-offline", true);
  for (const each of element.querySelectorAll("[data-until]")) each.removeAttribute("data-until");
  const left = card.step - (Math.floor(now / 1000) % card.step);
  const bar = element.querySelector("progress");
  if (bar) bar.value = text ? left : 0;
  const message = (text ? element.dataset.msgOffline : element.dataset.msgExpired) ?? "";
  if (said && said.textContent !== message) said.textContent = message;
  element.querySelector("svg.qr")?.toggleAttribute("hidden", !text);
  if (text && text !== drawn) draw(element, card.address + text);
  drawn = text ?? "";
  // Once a minute the server is asked whether it is there again.
  if (alone++ % AGAIN_SECONDS === 0) document.dispatchEvent(new CustomEvent("swap", { detail: { id: "ecard-code" } }));
}

setInterval(() => void tick(), 1000);
