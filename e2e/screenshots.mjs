// `npm run screenshots`: the twelve main pages of the demo, on a phone and on a desk, in light and dark, into docs/screenshots.
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "@playwright/test";
import seed from "./seed.mjs";
import { office } from "./office.mjs";
import config, { QUIET } from "./playwright.config.mjs";
import { client } from "./stories/props.mjs";
import { portrait } from "./stories/people.mjs";

const OUT = fileURLToPath(new URL("../docs/screenshots", import.meta.url));
const SIZES = { phone: { width: 390, height: 844 }, desk: { width: 1280, height: 800 } };
const LIGHTS = ["light", "dark"];
const BYTES_MAX = 2_000_000;
const QUALITY = "52";

const folder = mkdtempSync(join(tmpdir(), "goodhours-pictures-"));
await seed();
const demo = await office();
const film = join(folder, "camera.mjpeg");
const fake = ["--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream", `--use-file-for-fake-video-capture=${film}`];
const { executablePath } = config.use.launchOptions;
const browser = await chromium.launch({ executablePath, args: [...QUIET, ...fake] });
const pages = {};
for (const role of ["nobody", "volunteer", "steward"]) pages[role] = await somebody(role);

const { volunteer, steward, nobody } = pages;
const [program, desk] = await Promise.all(["volunteer", "steward"].map((role) => client(demo, demo.login(role))));
const enrolled = (await program.get("/me/enrolments")).items;
const today = enrolled.find((one) => one.stage === "taking-part").activity_id;
const home = (await program.get("/me/memberships")).items[0].organisation_id;
const open = (await program.get("/activities?category=care")).items.find((one) => one.id !== today);
const served = await desk.get(`/activities/${today}`);
await desk.post(`/activities/${today}/code-openings`, { position: { latitude: served.latitude, longitude: served.longitude, accuracy_metres: 10 } });

rmSync(OUT, { recursive: true, force: true });
mkdirSync(OUT, { recursive: true });
await shoot("home", nobody, "/");
await shoot("list", nobody, "/activities");
await shoot("activity", nobody, `/activities/${open.id}`);
await shoot("sign-up", volunteer, `/activities/${open.id}/enrolments/new`);
await shoot("projector", steward, `/steward/activities/${today}/projector`);
await shoot("desk", steward, `/steward/${home}`);
const issued = await certificate();
await shoot("certificate", volunteer, "/me/certificate");
await shoot("verification", nobody, "/certificates", verify);
await shoot("e-card", volunteer, "/me/card");
await shoot("record", volunteer, "/me/hours");
await filmed(volunteer, "/me/card");
await shoot("scanner", steward, `/steward/activities/${today}/scan`, (page) => page.waitForTimeout(2500));
await demo.clock("+75m");
await enter(steward.context(), "steward");
await enter(volunteer.context(), "volunteer");
await shoot("running-time", volunteer, await running());

await browser.close();
await demo.close();
rmSync(folder, { recursive: true });
const bytes = execFileSync("du", ["-cb", ...execFileSync("find", [OUT, "-type", "f"]).toString().trim().split("\n")]).toString().trim().split("\n").pop();
console.log(bytes);
if (parseInt(bytes, 10) > BYTES_MAX) throw new Error("the pictures weigh too much");

async function somebody(role) {
  const context = await browser.newContext({ locale: "zh-CN", timezoneId: "Asia/Shanghai", permissions: ["camera"], reducedMotion: "reduce" });
  if (role !== "nobody") await enter(context, role);
  return context.newPage();
}

async function enter(context, role) {
  const { login, password } = demo.login(role);
  const asked = { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify({ login, password }) };
  const { token } = await (await fetch(`${demo.url}/api/v1/sessions`, asked)).json();
  await context.addCookies([{ name: "goodhours", value: token, url: demo.url, httpOnly: true, sameSite: "Lax" }]);
}

/** Both sizes in both lights of one visit; `then` does what has to be done on the page first. */
async function shoot(name, page, path, then) {
  await page.setViewportSize(SIZES.phone);
  await page.goto(demo.url + path, { waitUntil: "load" });
  await then?.(page);
  for (const [size, viewport] of Object.entries(SIZES)) {
    for (const colorScheme of LIGHTS) {
      await page.setViewportSize(viewport);
      await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
      await page.waitForTimeout(300);
      const taken = join(folder, `${name}.png`);
      await page.screenshot({ path: taken });
      const kept = join(OUT, `${name}-${size}-${colorScheme}.webp`);
      execFileSync("ffmpeg", ["-y", "-loglevel", "error", "-i", taken, "-c:v", "libwebp", "-preset", "text", "-quality", QUALITY, "-compression_level", "6", kept]);
      console.log(`${kept} ${statSync(kept).size}`);
    }
  }
}

/** The camera sees the card. */
async function filmed(page, path) {
  await page.setViewportSize(SIZES.phone);
  await page.goto(demo.url + path);
  await page.locator("svg.qr").screenshot({ path: `${film}.png` });
  execFileSync("ffmpeg", ["-y", "-loglevel", "error", "-f", "lavfi", "-i", "color=0x6d685e:s=1280x720:r=10:d=2", "-loop", "1", "-i", `${film}.png`,
    "-filter_complex", "[1]scale=380:380[code];[0][code]overlay=x='(W-w)/2':y='(H-h)/2':shortest=1", "-t", "2", "-q:v", "3", "-pix_fmt", "yuvj420p", "-f", "mjpeg", film]);
}

/** The volunteer's own certificate, with a photo and issued once. */
async function certificate() {
  await volunteer.goto(`${demo.url}/me/certificate`);
  const photo = await portrait(await volunteer.context().newPage(), join(folder, "photo.png"));
  await volunteer.locator("#file").setInputFiles(photo);
  await volunteer.getByRole("button", { name: "保存" }).click();
  await volunteer.locator("form[action='/me/certificates'] button").click();
  await volunteer.waitForURL(/issued/);
  return volunteer.locator("#issued h3").first().innerText();
}

/** Compares the certificate as a stranger would. */
async function verify(page) {
  await page.locator("#number").fill(issued);
  await page.locator("#name").fill(demo.login("volunteer").name);
  await page.locator("form[action='/certificates/verifications'] button").click();
  await page.locator(".verdict").waitFor();
}

/** The presence that runs. */
async function running() {
  const now = await client(demo, demo.login("volunteer"));
  const { items } = await now.get("/me/attendances");
  return `/me/attendances/${items.find((one) => !one.until).id}`;
}
