// What a first visit costs: page, style sheet and scripts of the list of activities, as they come over the line.
import { expect, test } from "./sound.mjs";

const BYTES_MAX = 15 * 1024;
const COUNTED = ["Document", "Stylesheet", "Script"];

test("a first visit to the list of activities is at most 15 KB of page, style and script", async ({ page, context, province }) => {
  const line = await context.newCDPSession(page);
  const kinds = new Map();
  const bytes = new Map();
  line.on("Network.responseReceived", ({ requestId, type, response }) => kinds.set(requestId, [type, new URL(response.url).pathname]));
  line.on("Network.loadingFinished", ({ requestId, encodedDataLength }) => bytes.set(requestId, encodedDataLength));
  await line.send("Network.enable");
  await page.goto(`${province.url}/activities`, { waitUntil: "networkidle" });
  const counted = [...kinds].filter(([, [type]]) => COUNTED.includes(type)).map(([id, [, path]]) => [path, bytes.get(id)]);
  const total = counted.reduce((all, [, length]) => all + length, 0);
  test.info().annotations.push({ type: "bytes", description: JSON.stringify(Object.fromEntries(counted)) });
  console.log(`${total} bytes: ${counted.map(([path, length]) => `${path} ${length}`).join(", ")}`);
  expect(counted.length).toBeGreaterThanOrEqual(3);
  expect(total).toBeLessThanOrEqual(BYTES_MAX);
});
