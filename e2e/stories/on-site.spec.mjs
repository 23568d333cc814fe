// On site: the steward shows the rotating code, the volunteer's phone reads it with its camera, runs, signs out, confirms and rates.
// The camera is Chromium's fake one, and what it sees is a photograph of the code that the steward's page really shows.
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { chromium } from "@playwright/test";
import { QUIET } from "../playwright.config.mjs";
import { inSession } from "./props.mjs";
import { enter, expect, sound, test, watch } from "./sound.mjs";

const PHONE = { viewport: { width: 390, height: 844 }, locale: "zh-CN", timezoneId: "Asia/Shanghai" };
const HERE = { geolocation: { latitude: 23.1184, longitude: 113.3297, accuracy: 10 }, permissions: ["geolocation"] };

/** Opens the steward's codes page, and leaves it open: it goes on by itself. */
async function codesShown(browser, office, activity) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...HERE });
  await enter(context, office, office.login("steward"));
  const page = await context.newPage();
  await page.goto(`${office.url}/steward/activities/${activity.id}/codes`);
  const open = page.locator(`form[action="/steward/activities/${activity.id}/codes"] button`);
  if (await open.count()) await open.click();
  await expect(page.locator("#step svg").first()).toBeVisible();
  return page;
}

/** A film of the code that the page shows at this moment, slowly moving, as a camera would see it. */
async function film(page, path, direction) {
  await page.goto(page.url().split("?")[0] + (direction === "out" ? "?direction=out" : ""));
  const picture = page.locator("#step svg[role=img], #step .qr svg, #step svg.qr").first();
  await picture.screenshot({ path: `${path}.png` });
  const moving = "overlay=x='(W-w)/2+20*sin(t*2)':y='(H-h)/2+12*cos(t*3)':shortest=1";
  execFileSync("ffmpeg", ["-y", "-loglevel", "error", "-f", "lavfi", "-i", "color=0xd8d4cc:s=1280x720:r=10:d=4", "-loop", "1", "-i", `${path}.png`,
    "-filter_complex", `[1]scale=430:430[code];[0][code]${moving}`, "-t", "4", "-q:v", "3", "-pix_fmt", "yuvj420p", `${path}.mjpeg`]);
  return `${path}.mjpeg`;
}

/** A phone whose camera sees the film. */
async function phone(office, seen, complaints) {
  const executablePath = test.info().project.use.launchOptions.executablePath;
  const browser = await chromium.launch({ executablePath, args: [...QUIET, "--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream", `--use-file-for-fake-video-capture=${seen}`] });
  const context = await browser.newContext({ ...PHONE, permissions: ["camera"] });
  watch(context, complaints);
  await enter(context, office, office.login("volunteer"));
  return { browser, page: await context.newPage() };
}

test("a phone reads the steward's code, serves, signs out, confirms, rates, and sees the hours", async ({ browser, office, complaints }) => {
  test.setTimeout(180_000);
  const activity = await inSession(office);
  const codes = await codesShown(browser, office, activity);
  await sound(codes);
  const folder = test.info().outputPath();
  const before = await activity.volunteer.get("/me/hours");

  const coming = await phone(office, await film(codes, join(folder, "in"), "in"), complaints);
  await coming.page.goto(`${office.url}/sign-in`);
  await coming.page.waitForURL(/\/s\//, { timeout: 20_000 });
  await sound(coming.page);
  await coming.page.locator("form[action^='/s/'] button").click();
  await coming.page.waitForURL(/\/me\/attendances\//);
  await expect(coming.page.locator("[data-since]")).toBeVisible();
  await sound(coming.page);
  await coming.browser.close();

  await office.clock("+45m");
  const going = await phone(office, await film(codes, join(folder, "out"), "out"), complaints);
  await going.page.goto(`${office.url}/sign-in`);
  await going.page.waitForURL(/\/s\//, { timeout: 20_000 });
  await going.page.locator("form[action^='/s/'] button").click();
  await going.page.waitForURL(/\/me\/attendances\//);
  await expect(going.page.locator("main")).toContainText("45");
  await going.page.locator("label[for=s5]").click();
  await going.page.locator("#words").fill("很温暖");
  await going.page.locator("form[action$='/confirmation'] button").click();
  await expect(going.page.locator(".stars, .notice.ok").first()).toBeVisible();
  await sound(going.page);
  const after = await activity.volunteer.get("/me/hours");
  expect(after.scan - before.scan).toBe(45);
  await going.browser.close();
  await codes.context().close();
});

test("signing in and out needs no camera and no JavaScript", async ({ browser, office }) => {
  test.setTimeout(120_000);
  const activity = await inSession(office);
  const here = { position: { latitude: 23.1184, longitude: 113.3297, accuracy_metres: 10 } };
  const { typed } = await activity.steward.post(`/activities/${activity.id}/code-openings`, here);
  const context = await browser.newContext({ ...PHONE, javaScriptEnabled: false });
  await enter(context, office, office.login("volunteer"));
  const page = await context.newPage();
  const send = async () => {
    await page.goto(`${office.url}/sign-in`);
    const which = page.locator(`input[name=activity][value="${activity.id}"]`);
    if (await which.count()) await which.check();
    await page.locator("#code").fill(typed);
    if (await page.locator("#agreed").count()) await page.locator("#agreed").check();
    await page.locator("form[data-scan] button:not([type=button])").click();
    await page.waitForURL(/\/me\/attendances\//);
  };
  await send();
  await office.clock("+30m");
  await send();
  await expect(page.locator("main")).toContainText("30");
  await context.close();
});
