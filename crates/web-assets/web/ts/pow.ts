// The human check: finds the number whose SHA-256 after the salt is the challenge (the wire format of ALTCHA), in a worker
// made of this same file, and leaves the answer in the form's `altcha` field. It starts when the person touches the form; a
// form sent earlier waits for it.
import { sha256, words } from "./sha256";

interface Challenge { algorithm: string; challenge: string; salt: string; signature: string; maxnumber?: number; maxNumber?: number }
interface Answer { number: number; took: number; part?: number }

const STEP = 4000;

function solve({ challenge, salt, maxnumber = 1_000_000 }: Challenge, tell: (part: number) => void): Answer {
  const goal = words(challenge);
  const begun = Date.now();
  for (let number = 0; number <= maxnumber; number++) {
    const digest = sha256(salt + number);
    if (digest[0] === goal[0] && digest.every((word, i) => word === goal[i])) return { number, took: Date.now() - begun };
    if (number % STEP === 0) tell(number / maxnumber);
  }
  return { number: -1, took: Date.now() - begun };
}

function inWorker(script: string, challenge: Challenge, tell: (part: number) => void): Promise<Answer> {
  return new Promise((resolve) => {
    const here = () => resolve(solve(challenge, () => undefined));
    try {
      const worker = new Worker(script);
      worker.onmessage = ({ data }: MessageEvent<Answer>) => {
        if (data.part !== undefined) return tell(data.part);
        worker.terminate();
        resolve(data);
      };
      worker.onerror = here;
      worker.postMessage(challenge);
    } catch {
      here();
    }
  });
}

function begin(element: HTMLElement, script: string): void {
  const form = element.closest("form");
  const status = element.querySelector("[role=status]") ?? element;
  const bar = element.querySelector("progress");
  if (!form) return;
  let [running, done, waiting] = [false, false, false];

  const run = async () => {
    if (running) return;
    running = true;
    element.hidden = false;
    status.textContent = element.dataset.msgWorking ?? "";
    const source = element.dataset.pow ?? "";
    const challenge = (source.startsWith("{") ? JSON.parse(source) : await (await fetch(source, { cache: "no-store" })).json()) as Challenge;
    challenge.maxnumber ??= challenge.maxNumber;
    const answer = await inWorker(script, challenge, (part) => { if (bar) bar.value = part * bar.max; });
    if (answer.number < 0) throw new Error("no number");
    const field = form.querySelector<HTMLInputElement>("[name=altcha]") ?? form.appendChild(Object.assign(document.createElement("input"), { type: "hidden", name: "altcha" }));
    const { algorithm, challenge: goal, salt, signature } = challenge;
    field.value = btoa(JSON.stringify({ algorithm, challenge: goal, number: answer.number, salt, signature, took: answer.took }));
    done = true;
    element.setAttribute("data-done", "");
    element.classList.add("ok");
    status.textContent = element.dataset.msgDone ?? "";
    if (waiting) form.querySelector<HTMLElement>("button:not([type=button])")?.click();
  };
  const start = () => void run().catch(() => {
    running = false;
    status.textContent = element.dataset.msgFailed ?? "";
  });
  form.addEventListener("focusin", start, { once: true });
  form.addEventListener("submit", (event) => {
    if (done) return;
    event.preventDefault();
    waiting = true;
    start();
  });
}

if (typeof document === "undefined") {
  onmessage = ({ data }: MessageEvent<Challenge>) => postMessage(solve(data, (part) => postMessage({ part })));
} else {
  const script = (document.currentScript as HTMLScriptElement | null)?.src ?? "";
  for (const element of document.querySelectorAll<HTMLElement>("[data-pow]")) begin(element, script);
}
