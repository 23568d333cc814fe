// Phones whose camera sees a film: Chromium's fake camera, fed with a moving picture of a code that another page really shows.
import { execFileSync } from "node:child_process";
import { chromium, test } from "@playwright/test";
import { QUIET } from "../playwright.config.mjs";
import { watch } from "./sound.mjs";

export const PHONE = { viewport: { width: 390, height: 844 }, locale: "zh-CN", timezoneId: "Asia/Shanghai" };

/** A place at the venue of the stories, for pages that ask where the device is. */
export const HERE = { geolocation: { latitude: 23.1184, longitude: 113.3297, accuracy: 10 }, permissions: ["geolocation"] };

/** A film of a picture on a page, slowly moving, as a camera would see it. A phone that films already sees it at its next start. */
export async function film(picture, path) {
  await picture.screenshot({ path: `${path}.png`, animations: "disabled" });
  const moving = "overlay=x='(W-w)/2+20*sin(t*2)':y='(H-h)/2+12*cos(t*3)':shortest=1";
  execFileSync("ffmpeg", ["-y", "-loglevel", "error", "-f", "lavfi", "-i", "color=0xd8d4cc:s=1280x720:r=10:d=3", "-loop", "1", "-i", `${path}.png`,
    "-filter_complex", `[1]scale=430:430[code];[0][code]${moving}`, "-t", "3", "-q:v", "3", "-pix_fmt", "yuvj420p", "-f", "mjpeg", path]);
  return path;
}

/** A phone whose camera sees what lies at `path` when it starts. */
export async function phone(path, complaints, options = {}) {
  const executablePath = test.info().project.use.launchOptions.executablePath;
  const fake = ["--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream", `--use-file-for-fake-video-capture=${path}`];
  const browser = await chromium.launch({ executablePath, args: [...QUIET, ...fake] });
  const context = await browser.newContext({ ...PHONE, ...options, permissions: ["camera", ...options.permissions ?? []] });
  watch(context, complaints);
  return { browser, context, page: await context.newPage() };
}
