// The page of a printed code: reads the signed payload (COSE_Sign1 in digits) from the address's fragment, checks the signature with
// the platform's key by itself, so also with no network, and then asks the server for details and what changed since. Browsers
// without Ed25519 leave the check to the server.

type Cbor = number | bigint | string | Uint8Array | null | Cbor[] | Map<Cbor, Cbor>;
const CHUNK = 17;
const TAIL = [0, 3, 5, 8, 10, 13, 15];
const STATED = -65537;

function bytes(digits: string): Uint8Array | undefined {
  const out: number[] = [];
  for (let at = 0; at < digits.length; at += CHUNK) {
    const chunk = digits.slice(at, at + CHUNK);
    const count = chunk.length === CHUNK ? 7 : TAIL.indexOf(chunk.length);
    if (count < 0 || !/^\d+$/.test(chunk)) return undefined;
    const value = BigInt(chunk);
    if (value >> BigInt(count * 8)) return undefined;
    for (let place = count - 1; place >= 0; place--) out.push(Number((value >> BigInt(place * 8)) & 255n));
  }
  return Uint8Array.from(out);
}

/** As much of CBOR (RFC 8949) as the codes use: integers, bytes, texts, arrays, maps, tags, null. */
function cbor(all: Uint8Array): Cbor {
  let at = 0;
  const view = new DataView(all.buffer, all.byteOffset, all.byteLength);
  const next = (): Cbor => {
    const head = view.getUint8(at++);
    const [kind, info] = [head >> 5, head & 31];
    const size = info < 24 ? 0 : 1 << (info - 24);
    if (info > 27) throw new Error("CBOR");
    const value = size === 0 ? info : size === 1 ? view.getUint8(at) : size === 2 ? view.getUint16(at) : size === 4 ? view.getUint32(at) : Number(view.getBigUint64(at));
    at += size;
    const take = () => { at += value; if (at > all.length) throw new Error("CBOR"); return all.slice(at - value, at); };
    switch (kind) {
      case 0: return value;
      case 1: return -1 - value;
      case 2: return take();
      case 3: return new TextDecoder().decode(take());
      case 4: return Array.from({ length: value }, next);
      case 5: return new Map(Array.from({ length: value }, () => [next(), next()] as [Cbor, Cbor]));
      case 6: return next();
      default: return null;
    }
  };
  return next();
}

/** The CBOR head of a byte string or array. */
function head(kind: number, length: number): number[] {
  return length < 24 ? [(kind << 5) | length] : length < 256 ? [(kind << 5) | 24, length] : [(kind << 5) | 25, length >> 8, length & 255];
}

/** The text under the signature (RFC 9052 section 4.4). */
function signed(header: Uint8Array, payload: Uint8Array): Uint8Array {
  const context = new TextEncoder().encode("Signature1");
  return Uint8Array.from([...head(4, 4), ...head(3, context.length), ...context, ...head(2, header.length), ...header, ...head(2, 0), ...head(2, payload.length), ...payload]);
}

type Verdict = "good" | "bad" | "unsure";

async function verdict(key: string, kid: unknown, text: Uint8Array, signature: Uint8Array): Promise<Verdict> {
  const [id = "", digits = ""] = key.split("=");
  const hex = (part: unknown) => Array.from(part instanceof Uint8Array ? part : [], (byte) => byte.toString(16).padStart(2, "0")).join("");
  if (hex(kid) !== id) return "bad";
  try {
    const raw = Uint8Array.from(digits.match(/../g) ?? [], (pair) => parseInt(pair, 16));
    const known = await crypto.subtle.importKey("raw", raw as BufferSource, { name: "Ed25519" }, false, ["verify"]);
    return (await crypto.subtle.verify({ name: "Ed25519" }, known, signature as BufferSource, text as BufferSource)) ? "good" : "bad";
  } catch {
    return "unsure";
  }
}

function facts(box: HTMLElement, claims: Map<Cbor, Cbor>): void {
  const stated = claims.get(STATED) as Map<Cbor, Cbor>;
  const fill = (name: string, text: string) => { const slot = box.querySelector<HTMLElement>(`[data-fact=${name}]`); if (slot) slot.textContent = text; };
  const minutes = Number(stated.get(3));
  const total = box.querySelector<HTMLElement>("[data-fact=total]")?.dataset;
  fill("number", new TextDecoder().decode(claims.get(7) as Uint8Array).replace(/(.{4})(?=.)/g, "$1-"));
  fill("name", String(stated.get(1)));
  fill("document", String(stated.get(2)));
  fill("total", `${Math.floor(minutes / 60)} ${total?.hours} ${minutes % 60} ${total?.minutes}`);
  fill("records", String(stated.get(5)));
  fill("issued", new Date(Number(claims.get(6)) * 1000 + 8 * 3600_000).toISOString().slice(0, 16).replace("T", " "));
  fill("issuer", String(claims.get(1)));
  box.querySelector<HTMLElement>("[data-facts]")?.removeAttribute("hidden");
}

async function read(box: HTMLElement, code: string): Promise<Verdict> {
  const all = bytes(code);
  if (!all) return "bad";
  try {
    const [header, , payload, signature] = cbor(all) as [Uint8Array, unknown, Uint8Array, Uint8Array];
    const protectedHeader = cbor(header) as Map<Cbor, Cbor>;
    const found = protectedHeader.get(1) === -8 ? await verdict(box.dataset.verify ?? "", protectedHeader.get(4), signed(header, payload), signature) : "bad";
    // What isn't signed isn't shown.
    if (found !== "bad") facts(box, cbor(payload) as Map<Cbor, Cbor>);
    return found;
  } catch {
    return "bad";
  }
}

async function begin(box: HTMLElement): Promise<void> {
  const code = location.hash.slice(1);
  if (!code) {
    document.querySelector("[data-empty]")?.removeAttribute("hidden");
    return;
  }
  box.hidden = false;
  const found = await read(box, code).catch((): Verdict => "unsure");
  for (const each of box.querySelectorAll<HTMLElement>("[data-verdict]")) each.hidden = each.dataset.verdict !== found;
  const form = box.querySelector("form");
  const field = form?.querySelector<HTMLInputElement>("[name=code]");
  if (!form || !field) return;
  field.value = code;
  if (found === "bad") form.hidden = true;
  else if (navigator.onLine) form.querySelector("button")?.click();
  else box.querySelector<HTMLElement>("[data-offline]")?.removeAttribute("hidden");
}

for (const box of document.querySelectorAll<HTMLElement>("[data-verify]")) {
  void begin(box);
  addEventListener("hashchange", () => void begin(box));
}
