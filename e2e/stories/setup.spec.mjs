// An empty server is set up at the address that it printed, and the first volunteer registers with a code from the outbox.
import { spawn } from "node:child_process";
import { createHmac } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { expect, sound, test as base } from "./sound.mjs";

const BINARY = process.env.GOODHOURS_BIN ?? join(dirname(fileURLToPath(import.meta.url)), "../../target/debug/goodhours");
const PASSWORD = "岭南一步一步走稳";

const test = base.extend({
  /** `goodhours serve` on an empty folder: its line of JSON. */
  empty: async ({}, use) => {
    const data = await mkdtemp(join(tmpdir(), "goodhours-e2e-setup-"));
    const child = spawn(BINARY, ["serve", "--listen", "127.0.0.1:0", "--data", data], { stdio: ["ignore", "pipe", "ignore"] });
    const ended = new Promise((resolve) => child.once("exit", resolve));
    const line = await new Promise((resolve) => createInterface({ input: child.stdout }).once("line", resolve));
    await use(JSON.parse(line));
    child.kill("SIGTERM");
    await ended;
    await rm(data, { recursive: true, force: true });
  },
});

/** Goes through the three steps, with a slip at the last one; `look` is shown every page. */
async function setUp(page, empty, look = async () => {}) {
  await page.goto(`${empty.url}/activities`);
  await expect(page).toHaveURL(`${empty.url}/setup`);
  await look(page);
  await page.fill("#token", empty.setup.split("token=")[1]);
  await page.click("main form button");
  await look(page);
  await page.fill("#site_name", "岭南志愿");
  await page.selectOption("#province", { label: "广东省" });
  await page.click("main form button");
  await expect(page.locator("main")).toContainText("模拟发件箱");
  await look(page);
  await page.click("main .btn.primary");
  await page.fill("#name", "岭南志愿者联合会");
  await page.selectOption("#region", { label: "广州市" });
  await page.fill("#contact_name", "陈站长");
  await page.fill("#phone", "13800138000");
  await page.fill("#password", PASSWORD);
  await page.fill("#again", `${PASSWORD}吗`);
  await page.click("main form .btn.primary");
  await expect(page.locator("#again-error")).toBeVisible();
  await expect(page.locator("#name")).toHaveValue("岭南志愿者联合会");
  await expect(page.locator("#password")).toHaveValue("");
  await look(page);
  await page.fill("#password", PASSWORD);
  await page.fill("#again", PASSWORD);
  await page.click("main form .btn.primary");
  await page.waitForURL(/\/setup\/done/);
  await expect(page).toHaveTitle(/岭南志愿$/);
  await look(page);
  await page.click("main .btn.primary");
  await page.fill("#login", "13800138000");
  await page.fill("#password", PASSWORD);
  await page.click("main form .btn.primary");
  await page.waitForURL(/\/platform/);
  await secondFactor(page, look);
  await page.goto(`${empty.url}/platform`);
  await expect(page.locator("main")).toContainText("岭南志愿者联合会");
}

/** The owner's desk opens once a second factor is set up, to which it leads. */
async function secondFactor(page, look) {
  await page.click("main .btn.primary");
  await expect(page).toHaveURL(/second-factor$/);
  await look(page);
  await page.click("main form .btn.primary");
  await look(page);
  await page.fill("#code", oneTimeCode(await page.locator("main strong").innerText()));
  await page.click("main form .btn.primary");
  await expect(page.locator("main ol li")).toHaveCount(10);
  await look(page);
}

/** What an authenticator shows now (RFC 6238). */
function oneTimeCode(secret) {
  const bits = [...secret.replaceAll(" ", "")].map((c) => "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".indexOf(c).toString(2).padStart(5, "0")).join("");
  const step = Buffer.alloc(8);
  step.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000)));
  const digest = createHmac("sha1", Buffer.from(bits.match(/.{8}/g).map((byte) => parseInt(byte, 2)))).update(step).digest();
  const four = digest.readUInt32BE(digest[19] & 15) & 0x7fffffff;
  return String(four % 1_000_000).padStart(6, "0");
}

test.use({ viewport: { width: 320, height: 640 } });

test("whoever started the server sets it up, and hands the first volunteer their code", async ({ page, browser, empty }) => {
  await setUp(page, empty, sound);
  const phone = await browser.newContext({ viewport: { width: 390, height: 844 } });
  const volunteer = await phone.newPage();
  await volunteer.goto(`${empty.url}/register/phone`);
  await volunteer.fill("#phone", "13900139000");
  await volunteer.click("main form .btn.primary");
  await volunteer.waitForURL(/\/register\/account/);
  await expect(volunteer.locator("main")).toContainText("请向平台负责人索取验证码");
  await page.goto(`${empty.url}/outbox`);
  await sound(page);
  const code = /验证码 (\d{6})/.exec(await page.locator("main").innerText())[1];
  await volunteer.fill("#code", code);
  await volunteer.fill("#password", "春天一起去种树吧");
  for (const agreement of await volunteer.locator("input[name=agreed]").all()) await agreement.check();
  await volunteer.click("main form .btn.primary");
  await volunteer.waitForURL(/\/register\/identity/);
  await volunteer.goto(`${empty.url}/outbox`);
  await expect(volunteer.locator("main")).not.toContainText(code);
  await phone.close();
});

test.describe("without JavaScript", () => {
  test.use({ javaScriptEnabled: false });
  test("the set-up needs no JavaScript", async ({ page, empty }) => {
    await setUp(page, empty);
  });
});
