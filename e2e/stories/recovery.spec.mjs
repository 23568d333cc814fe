// Getting back in at phone size: an address is set by codes to both ends, a forgotten password is reset by it, and whoever lost both
// appeals with a picture of their document.
import { PHONE } from "./camera.mjs";
import { codeFor, document, logIn, portrait } from "./people.mjs";
import { expect, test } from "./sound.mjs";

const ADDRESS = "zhixia@example.org";

test("an address is set, a password reset by it, and an appeal filed and refused", async ({ device, office }, info) => {
  test.setTimeout(120_000);
  const volunteer = office.login("volunteer");
  const page = await device(PHONE);

  await test.step("set an address by two codes", async () => {
    await logIn(page, office, volunteer, "/me/security");
    await page.getByRole("link", { name: "添加 邮箱" }).click();
    await page.getByLabel("新的邮箱").fill(ADDRESS);
    await page.getByRole("button", { name: "发送验证码" }).click();
    await page.getByLabel(/发到 138/).fill(await codeFor(page, office, volunteer.login));
    await page.getByLabel(/发到 z/).fill(await codeFor(page, office, ADDRESS));
    await page.getByRole("button", { name: "使用这个邮箱" }).click();
    await expect(page.locator("main")).toContainText("z***@example.org");
  });

  // Codes to one address lie a minute apart.
  await office.clock("+2m");
  await test.step("reset the password by it", async () => {
    const other = await device(PHONE);
    await other.goto(`${office.url}/password-resets/new`);
    await other.getByLabel("手机号码或邮箱").fill(ADDRESS);
    await other.getByRole("button", { name: "获取验证码" }).click();
    await other.waitForURL(/\/password-resets$/);
    await other.getByLabel("验证码", { exact: true }).fill(await codeFor(other, office, ADDRESS));
    await other.getByLabel("新密码").fill("Chunjiang-2026-night");
    await other.getByRole("button", { name: "设置新密码并登录" }).click();
    await other.waitForURL(/\/me$/);
    await page.goto(`${office.url}/me`);
    await expect(page).toHaveURL(/\/sessions\/new/);
  });

  let number;
  await test.step("appeal with a picture", async () => {
    const lost = await device(PHONE);
    const picture = await portrait(lost, info.outputPath("card.png"));
    await lost.goto(`${office.url}/appeals/new`);
    await lost.getByLabel("新的手机号码").fill("13911200409");
    await lost.getByRole("button", { name: "获取验证码" }).click();
    await lost.waitForURL(/\/appeals$/);
    await lost.getByLabel("验证码", { exact: true }).fill(await codeFor(lost, office, "13911200409"));
    await lost.getByLabel("证件号码").fill(document("440106", "19990412", "346"));
    await lost.getByLabel("姓名").fill("周知夏");
    await lost.getByLabel("情况说明").fill("原来的手机丢了，号码已经注销。");
    await lost.getByLabel("证件照片").setInputFiles(picture);
    await lost.getByRole("button", { name: "提交申诉" }).click();
    number = /A\d{4}-\d+/.exec(await lost.locator("[role=status]").innerText())[0];
  });

  await test.step("the platform looks at it and says no", async () => {
    const desk = await device({ viewport: { width: 1280, height: 800 } });
    await logIn(desk, office, office.login("platform"), "/platform/appeals");
    await desk.getByRole("link", { name: number }).click();
    await desk.getByLabel("查看理由").fill("核对证件");
    await desk.getByRole("button", { name: "查看", exact: true }).click();
    await expect(desk.locator("main")).toContainText("周知夏");
    const paper = await desk.request.get(`${desk.url()}/papers/1`);
    expect([paper.status(), paper.headers()["content-type"]]).toEqual([200, "image/jpeg"]);
    await desk.getByLabel("驳回理由").fill("没有账号使用这个证件，请核对号码。");
    await desk.getByRole("button", { name: "驳回", exact: true }).click();
    await expect(desk.locator("main")).toContainText("已驳回");
  });
});
