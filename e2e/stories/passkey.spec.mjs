// Passkeys with Chromium's own authenticator, on http://localhost, since passkeys are bound to names: added, used alone, as the second step
// after a password, to confirm that it is you, and removed.
import { createHmac } from "node:crypto";
import { PHONE } from "./camera.mjs";
import { logIn } from "./people.mjs";
import { expect, test } from "./sound.mjs";

/** Puts an authenticator into the browser that verifies its user, as phones and computers do. */
async function authenticator(page) {
  const cdp = await page.context().newCDPSession(page);
  await cdp.send("WebAuthn.enable");
  const options = {
    protocol: "ctap2", transport: "internal", hasResidentKey: true, hasUserVerification: true, isUserVerified: true,
    automaticPresenceSimulation: true,
  };
  const { authenticatorId } = await cdp.send("WebAuthn.addVirtualAuthenticator", { options });
  return {
    verifies: (isUserVerified) => cdp.send("WebAuthn.setUserVerified", { authenticatorId, isUserVerified }),
    held: async () => (await cdp.send("WebAuthn.getCredentials", { authenticatorId })).credentials,
  };
}

/** RFC 6238 with SHA-1, of a key in base32. */
function oneTimeCode(told, at) {
  const letters = [...told.replace(/\s/g, "")];
  const bits = letters.map((letter) => "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".indexOf(letter).toString(2).padStart(5, "0")).join("");
  const key = Buffer.from(bits.match(/.{8}/g).map((byte) => parseInt(byte, 2)));
  const step = Buffer.alloc(8);
  step.writeBigUInt64BE(BigInt(Math.floor(at / 30_000)));
  const digest = createHmac("sha1", key).update(step).digest();
  const number = digest.readUInt32BE(digest.at(-1) & 15) & 0x7fffffff;
  return String(number % 1_000_000).padStart(6, "0");
}

async function logOut(page, office) {
  await page.goto(`${office.url}/me/security`);
  await page.getByRole("button", { name: "退出登录" }).last().click();
  await page.waitForURL(`${office.url}/`);
}

test("a passkey is added, logs in, is the second step, confirms, and goes", async ({ device, office: shipped }, info) => {
  test.setTimeout(120_000);
  const office = { ...shipped, url: shipped.url.replace("127.0.0.1", "localhost") };
  const volunteer = office.login("volunteer");
  const page = await device(PHONE);
  const token = await authenticator(page);

  await test.step("nothing is offered at an address that passkeys can't be bound to", async () => {
    await page.goto(`${shipped.url}/sessions/new`);
    await expect(page.getByRole("button", { name: "用通行密钥登录" })).toBeHidden();
  });

  await test.step("add one", async () => {
    await logIn(page, office, volunteer, "/me/security/passkeys");
    await page.getByRole("link", { name: "添加通行密钥" }).click();
    await page.getByLabel("名称").fill("我的手机");
    await page.screenshot({ path: info.outputPath("new-phone.png"), fullPage: true });
    await page.getByRole("button", { name: "开始添加" }).click();
    await expect(page.getByRole("heading", { name: "我的手机" })).toBeVisible();
    expect(await token.held()).toHaveLength(1);
    await page.screenshot({ path: info.outputPath("own-phone.png"), fullPage: true });
    await page.setViewportSize({ width: 1280, height: 800 });
    await page.screenshot({ path: info.outputPath("own-desk.png"), fullPage: true });
    await page.setViewportSize(PHONE.viewport);
  });

  await test.step("this device is told that it has one already", async () => {
    await page.goto(`${office.url}/me/security/passkeys/new`);
    await page.getByLabel("名称").fill("又一个");
    await page.getByRole("button", { name: "开始添加" }).click();
    await expect(page.locator("form [role=status]")).toHaveText("这台设备已经有本账号的通行密钥了。");
  });

  await test.step("log in by it alone", async () => {
    await logOut(page, office);
    await page.goto(`${office.url}/sessions/new?next=/me/hours`);
    await page.screenshot({ path: info.outputPath("login-phone.png"), fullPage: true });
    await page.getByRole("button", { name: "用通行密钥登录" }).click();
    await page.waitForURL(`${office.url}/me/hours`);
  });

  await test.step("who isn't verified doesn't get in, and may try again", async () => {
    await logOut(page, office);
    await page.goto(`${office.url}/sessions/new`);
    await token.verifies(false);
    await page.getByRole("button", { name: "用通行密钥登录" }).click();
    await expect(page.locator("form[data-passkey] [role=status]")).toHaveText(/可以再试一次/);
    await token.verifies(true);
    await page.getByRole("button", { name: "用通行密钥登录" }).click();
    await page.waitForURL(`${office.url}/me`);
  });

  await test.step("it is the second step after a password", async () => {
    await page.goto(`${office.url}/me/security/second-factor`);
    await page.getByRole("button", { name: "开始设置" }).click();
    const told = await page.locator("main strong").innerText();
    await page.getByLabel("验证器显示的 6 位动态码").fill(oneTimeCode(told, await office.now()));
    await page.getByRole("button", { name: "确认", exact: true }).click();
    await expect(page.locator("[role=status]")).toContainText("两步验证已开启");
    await logOut(page, office);
    await page.goto(`${office.url}/sessions/new?next=/me/hours`);
    await page.locator("#login").fill(volunteer.login);
    await page.locator("#password").fill(volunteer.password);
    await page.getByRole("button", { name: "登录", exact: true }).click();
    await expect(page.getByRole("heading", { name: "登录的第二步" })).toBeVisible();
    await page.screenshot({ path: info.outputPath("second-phone.png"), fullPage: true });
    await page.getByRole("button", { name: "用通行密钥继续" }).click();
    await page.waitForURL(`${office.url}/me/hours`);
  });

  await test.step("it confirms that it is you, and is removed", async () => {
    await office.clock("+6m");
    await page.goto(`${office.url}/me/security/passkeys`);
    await page.getByRole("button", { name: "移除“我的手机”" }).click();
    await expect(page.getByRole("heading", { name: "请再确认一次身份" })).toBeVisible();
    await page.screenshot({ path: info.outputPath("step-up-phone.png"), fullPage: true });
    await page.getByRole("button", { name: "用通行密钥确认" }).click();
    await page.waitForURL(`${office.url}/me/security/passkeys`);
    await page.getByRole("button", { name: "移除“我的手机”" }).click();
    await expect(page.getByRole("heading", { name: "还没有通行密钥" })).toBeVisible();
    await page.screenshot({ path: info.outputPath("none-phone.png"), fullPage: true });
  });
});
