// The camera scanner on form[data-scan]. What it reads goes into the form's `code` field and the form is sent, so camera and
// typing are one way for the server: mode `post` sends and stays (app.ts swaps the result in), mode `open` visits an
// address of our own host. The field for typing is always there. Every sentence comes from the form's data-msg-*.

type Decode = (canvas: HTMLCanvasElement) => Promise<string | undefined>;
interface Detector { detect(source: CanvasImageSource): Promise<{ rawValue: string }[]> }
interface DetectorKind { new (options: { formats: string[] }): Detector; getSupportedFormats(): Promise<string[]> }

const EVERY_MS = 120;
const SAME_AGAIN_MS = 4000;
const [NEAR, WIDE] = [480, 720];

async function ownDecoder(): Promise<Decode> {
  const { decode } = (await import(JSQR)) as typeof import("./jsqr");
  return async (canvas) => {
    const pixels = canvas.getContext("2d")?.getImageData(0, 0, canvas.width, canvas.height);
    return pixels && decode(pixels);
  };
}

/** The browser's detector where it knows QR codes and keeps working; some have the class and nothing behind it. */
async function decoder(): Promise<Decode> {
  const Kind = (window as unknown as { BarcodeDetector?: DetectorKind }).BarcodeDetector;
  const formats: string[] | undefined = await Kind?.getSupportedFormats().catch(() => []);
  if (!Kind || !formats?.includes("qr_code")) return ownDecoder();
  const native = new Kind({ formats: ["qr_code"] });
  let fallback: Promise<Decode> | undefined;
  return async (canvas) => {
    if (fallback) return (await fallback)(canvas);
    try {
      return (await native.detect(canvas))[0]?.rawValue;
    } catch {
      fallback = ownDecoder();
    }
  };
}

class Scanner {
  private stream?: MediaStream;
  private timer = 0;
  private frame = 0;
  private last = { text: "", at: 0 };
  private readonly canvas = document.createElement("canvas");

  constructor(private readonly form: HTMLFormElement, private readonly view: HTMLElement, private readonly video: HTMLVideoElement) {}

  private say(key: string): void {
    const said = this.view.querySelector("[data-scan-say]");
    if (said) said.textContent = this.form.getAttribute(`data-msg-${key}`) ?? "";
  }

  private fail(key: string): void {
    this.stop();
    this.video.hidden = true;
    this.say(key);
    this.view.hidden = false;
    this.view.classList.add("off");
    this.form.querySelector<HTMLElement>("[name=code]")?.focus();
  }

  async start(): Promise<void> {
    if (!isSecureContext) return this.fail("insecure");
    if (!navigator.mediaDevices?.getUserMedia) return this.fail("none");
    this.view.hidden = false;
    this.say("starting");
    try {
      this.stream = await navigator.mediaDevices.getUserMedia({ audio: false, video: { facingMode: "environment", width: { ideal: 1280 }, height: { ideal: 720 } } });
    } catch (error) {
      const name = (error as DOMException).name;
      return this.fail(name === "NotAllowedError" || name === "SecurityError" ? "denied" : name === "NotReadableError" || name === "AbortError" ? "busy" : "none");
    }
    this.video.srcObject = this.stream;
    await this.video.play().catch(() => undefined);
    this.offerTorch();
    this.say("ready");
    const decode = await decoder();
    const look = async (): Promise<void> => {
      if (!this.stream) return;
      const begun = performance.now();
      await this.look(decode);
      this.timer = setTimeout(() => void look(), Math.max(20, EVERY_MS - (performance.now() - begun)));
    };
    await look();
  }

  private async look(decode: Decode): Promise<void> {
    const { videoWidth: width, videoHeight: height } = this.video;
    if (!width || document.hidden || this.form.hasAttribute("data-busy")) return;
    // The middle of the picture, small; every third time a wider cut for codes held far away or too near.
    const size = this.frame++ % 3 === 2 ? WIDE : NEAR;
    const cut = Math.min(width, height, size === WIDE ? Infinity : Math.max(NEAR, Math.min(width, height) * 0.8));
    this.canvas.width = this.canvas.height = Math.min(size, cut);
    this.canvas.getContext("2d")?.drawImage(this.video, (width - cut) / 2, (height - cut) / 2, cut, cut, 0, 0, this.canvas.width, this.canvas.width);
    const text = await decode(this.canvas).catch(() => undefined);
    if (text) await this.found(text);
  }

  private async found(text: string): Promise<void> {
    // A card that stays before the camera is one scan, however long.
    const isSame = text === this.last.text && Date.now() - this.last.at < SAME_AGAIN_MS;
    this.last = { text, at: Date.now() };
    if (isSame) return;
    if (navigator.userActivation?.hasBeenActive ?? true) navigator.vibrate?.(60);
    if (this.form.dataset.scan === "open") return this.open(text);
    const field = this.form.querySelector<HTMLInputElement>("[name=code]");
    if (field) field.value = text;
    this.form.querySelector<HTMLElement>("button:not([type=button])")?.click();
    if (field) field.value = "";
  }

  private open(text: string): void {
    let address: URL | undefined;
    try { address = new URL(text); } catch { /* not an address */ }
    if (address?.origin !== location.origin) return this.say("foreign");
    this.stop();
    location.assign(address.href);
  }

  private offerTorch(): void {
    const track = this.stream?.getVideoTracks()[0];
    const button = this.view.querySelector<HTMLElement>("[data-scan-torch]");
    if (!button || !track?.getCapabilities || !("torch" in track.getCapabilities())) return;
    button.hidden = false;
    let on = false;
    button.onclick = () => {
      on = !on;
      button.setAttribute("aria-pressed", String(on));
      void track.applyConstraints({ advanced: [{ torch: on } as MediaTrackConstraintSet] });
    };
  }

  stop(): void {
    clearTimeout(this.timer);
    for (const track of this.stream?.getTracks() ?? []) track.stop();
    this.stream = undefined;
  }
}

/** Fills latitude, longitude and accuracy (WGS-84, metres) where the page has such fields and the person agreed. */
function watchPosition(form: HTMLFormElement): void {
  const field = (name: string) => form.querySelector<HTMLInputElement>(`[name=${name}]`);
  const consent = form.querySelector<HTMLInputElement>("[data-position-consent]");
  let watching = 0;
  const put = (values: Record<string, string>) => Object.entries(values).forEach(([name, value]) => { const input = field(name); if (input) input.value = value; });
  const follow = () => {
    navigator.geolocation?.clearWatch(watching);
    put({ latitude: "", longitude: "", accuracy: "" });
    if (consent && !consent.checked) return;
    watching = navigator.geolocation?.watchPosition(
      ({ coords }) => put({ latitude: coords.latitude.toFixed(6), longitude: coords.longitude.toFixed(6), accuracy: coords.accuracy.toFixed(0), position_error: "" }),
      (error) => put({ position_error: String(error.code) }),
      { enableHighAccuracy: true, maximumAge: 20000, timeout: 15000 },
    );
  };
  consent?.addEventListener("change", follow);
  follow();
}

const form = document.querySelector<HTMLFormElement>("form[data-scan]");
const view = form?.querySelector<HTMLElement>("[data-scan-view]");
const video = view?.querySelector("video");
if (form && view && video) {
  const scanner = new Scanner(form, view, video);
  if (form.querySelector("[name=latitude]")) watchPosition(form);
  void scanner.start();
  addEventListener("pagehide", () => scanner.stop());
  addEventListener("pageshow", (event) => { if (event.persisted) void scanner.start(); });
}
