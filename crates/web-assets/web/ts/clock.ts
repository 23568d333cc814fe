// Running time and countdowns. Elements carry instants in milliseconds since 1970 as the server sees them: data-since counts up
// as h:mm:ss, data-until counts down in seconds; data-now is the server's clock when it wrote the page, so a wrong
// phone doesn't matter. At zero data-refetch names the element to fetch anew, as the next step of a rotating code.

const opened = performance.now();
const offset = new WeakMap<Element, number>();
let asked = 0;

function serverNow(element: HTMLElement): number {
  let at = offset.get(element);
  if (at === undefined) {
    // Elements of the first page were written before it opened, swapped ones just now.
    at = Number(element.dataset.now ?? Date.now()) - (performance.now() - opened < 2000 ? opened : performance.now());
    offset.set(element, at);
  }
  return at + performance.now();
}

function spell(milliseconds: number): string {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000));
  const two = (n: number) => String(n).padStart(2, "0");
  return `${Math.floor(seconds / 3600)}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
}

function show(element: HTMLElement, text: string, value: number): void {
  if (element instanceof HTMLProgressElement) element.value = value;
  else if (element.textContent !== text) element.textContent = text;
}

function refetch(id: string): void {
  const now = performance.now();
  if (now - asked < 2000) return;
  asked = now;
  document.dispatchEvent(new CustomEvent("swap", { detail: { id } }));
}

function tick(): void {
  for (const element of document.querySelectorAll<HTMLElement>("[data-since]")) {
    const passed = serverNow(element) - Number(element.dataset.since);
    show(element, spell(passed), passed / 1000);
    const planned = Number(element.dataset.planned);
    if (planned) document.querySelector(".dial-arc")?.setAttribute("stroke-dasharray", `${Math.min(100, passed / planned / 10)} 100`);
  }
  for (const element of document.querySelectorAll<HTMLElement>("[data-until]")) {
    const left = (Number(element.dataset.until) - serverNow(element)) / 1000;
    show(element, String(Math.max(0, Math.ceil(left))), left);
    if (left <= 0 && element.dataset.refetch && !document.hidden) refetch(element.dataset.refetch);
  }
}

document.addEventListener("swapped", ({ detail }) => {
  document.getElementById(detail.id)?.toggleAttribute("data-stale", !detail.ok);
  tick();
});
document.addEventListener("visibilitychange", () => { tick(); void wake(); });

/** Keeps a screen that shows a code lit: <main data-wake>. */
async function wake(): Promise<void> {
  if (document.querySelector("[data-wake]") && !document.hidden) await navigator.wakeLock?.request("screen").catch(() => undefined);
}

void wake();
tick();
setInterval(tick, 250);
