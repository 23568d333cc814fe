// Passkeys: shows the forms that wait for an authenticator's answer where this browser can give one, and fills them in. The server asks
// and verifies; here is only the way between. form[data-passkey=OCCASION] is sent with `ticket` and `credential`.

interface Asked { ticket: string; public_key: Record<string, unknown> }
interface Listed { type: "public-key"; id: string }

const able = (element: HTMLElement) => "PublicKeyCredential" in window && location.origin === element.dataset.origin;

function bytes(text: string): Uint8Array {
  return Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (letter) => letter.charCodeAt(0));
}

function text(buffer: ArrayBuffer): string {
  let raw = "";
  for (const byte of new Uint8Array(buffer)) raw += String.fromCharCode(byte);
  return btoa(raw).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}

/** Options come as JSON; browsers of some years ago take them as bytes only. */
function options(asked: Record<string, unknown>): Record<string, unknown> {
  const listed = (all: unknown) => (all as Listed[]).map((one) => ({ ...one, id: bytes(one.id) }));
  const read: Record<string, unknown> = { ...asked, challenge: bytes(String(asked.challenge)) };
  if (asked.user) read.user = { ...(asked.user as object), id: bytes((asked.user as Listed).id) };
  for (const name of ["allowCredentials", "excludeCredentials"]) if (asked[name]) read[name] = listed(asked[name]);
  return read;
}

function answer(credential: PublicKeyCredential): string {
  const given = credential.response as unknown as Record<string, unknown>;
  const response: Record<string, string> = {};
  for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
    const part = given[name];
    if (part instanceof ArrayBuffer) response[name] = text(part);
  }
  return JSON.stringify({ id: text(credential.rawId), type: credential.type, response });
}

/** Asks for a challenge; undefined when the page leads elsewhere first. */
async function ask(occasion: string): Promise<Asked | undefined> {
  const body = JSON.stringify({ for: occasion });
  const headers = { "Content-Type": "application/json", Accept: "application/json" };
  const reply = await fetch("/api/v1/passkey-challenges", { method: "POST", credentials: "same-origin", headers, body });
  if (reply.ok) return (await reply.json()) as Asked;
  if (reply.status !== 401) throw new Error(String(reply.status));
  // Not logged in any more, or not present for a while: the page says so itself.
  location.reload();
  return undefined;
}

async function run(form: HTMLFormElement): Promise<void> {
  const asked = await ask(form.dataset.passkey ?? "");
  if (!asked) return;
  const publicKey = options(asked.public_key) as unknown as PublicKeyCredentialCreationOptions & PublicKeyCredentialRequestOptions;
  const creates = form.dataset.passkey === "new-passkey";
  const given = await (creates ? navigator.credentials.create({ publicKey }) : navigator.credentials.get({ publicKey }));
  if (!given) throw new DOMException("", "NotAllowedError");
  const fill = (name: string, value: string) => {
    const field = form.elements.namedItem(name) as HTMLInputElement | null;
    if (field) field.value = value;
  };
  fill("ticket", asked.ticket);
  fill("credential", answer(given as PublicKeyCredential));
  const remember = document.querySelector<HTMLInputElement>("input[type=checkbox][name=remember]");
  if (remember?.checked) fill("remember", "yes");
  form.submit();
}

/** What went wrong, in the page's own words. */
function words(form: HTMLFormElement, error: unknown): string {
  const name = error instanceof DOMException ? error.name : "";
  const key = { NotAllowedError: "cancelled", AbortError: "cancelled", InvalidStateError: "known" }[name] ?? "failed";
  return form.dataset[key] ?? form.dataset.failed ?? "";
}

for (const form of document.querySelectorAll<HTMLFormElement>("form[data-passkey]")) {
  if (!able(form)) continue;
  form.hidden = false;
  const button = form.querySelector<HTMLButtonElement>("button");
  const said = form.querySelector("[role=status]");
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (button?.getAttribute("aria-busy")) return;
    button?.setAttribute("aria-busy", "true");
    if (said) said.textContent = "";
    run(form).catch((error: unknown) => {
      if (said) said.textContent = words(form, error);
      button?.removeAttribute("aria-busy");
    });
  });
}
const offers = [...document.querySelectorAll<HTMLElement>("[data-passkey-offer], form[data-passkey]")];
for (const offer of offers) if (able(offer)) offer.hidden = false;
if (offers.some(able)) for (const without of document.querySelectorAll<HTMLElement>("[data-passkey-without]")) without.hidden = true;
