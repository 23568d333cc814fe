// The main job, told once from end to end by the people who do it: somebody registers and is let in, an activity is published and
// reviewed, the two meet on site by camera, and the hours that come of it can be proved to anyone.
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { film, HERE, phone } from "./camera.mjs";
import { codeFor, decide, logIn, NEWCOMER, portrait } from "./people.mjs";
import { expect, sound, test } from "./sound.mjs";

const DESK = { viewport: { width: 1280, height: 900 }, ...HERE };
const TITLE = "琥珀色的下午：陪长者读报";
const { step } = test;

test("from registering to a certificate that anyone can verify", async ({ device, office, complaints }) => {
  test.setTimeout(240_000);
  const folder = test.info().outputPath();
  const seen = await film((await device({ viewport: { width: 430, height: 430 } })).locator("body"), `${folder}/camera.mjpeg`);
  const own = await phone(seen, complaints);
  const volunteer = own.page;
  const desk = await device(DESK);
  const levelAbove = await device(DESK);
  let number;

  await step("somebody registers with a phone, a human check and a real name", () => register(volunteer, office));
  await step("and chooses an organisation, whose steward approves", async () => {
    await choose(volunteer, "猎德");
    number = await numberOf(volunteer, office);
    await logIn(desk, office, office.login("steward"), "/steward");
    await desk.locator(".side").getByRole("link", { name: "成员" }).click();
    await sound(desk);
    await decide(desk, number, "通过所选");
    await volunteer.goto(`${office.url}/register/state`);
    await expect(volunteer.getByText("全部通过")).toBeVisible();
  });
  const activity = await step("the steward publishes, the level above reviews", async () => {
    await publish(desk, office);
    await review(levelAbove, office);
    await volunteer.goto(`${office.url}/activities`);
    await volunteer.locator("#q").fill("琥珀");
    await volunteer.locator("#q").press("Enter");
    await volunteer.getByRole("link", { name: TITLE }).click();
    await expect(volunteer.locator("h1")).toHaveText(TITLE);
    return /\d+$/.exec(volunteer.url())[0];
  });
  await step("the volunteer signs up, the steward accepts", async () => {
    await volunteer.getByRole("link", { name: "我要报名" }).click();
    await volunteer.locator("input[name=position]").first().check();
    await volunteer.locator("#risks").check();
    await volunteer.getByRole("button", { name: "我要报名" }).click();
    await volunteer.waitForURL(/\/me\/activities/);
    await desk.goto(`${office.url}/steward/activities/${activity}/enrolments`);
    await decide(desk, number, "录用所选");
    await volunteer.reload();
    await expect(volunteer.locator("article", { hasText: TITLE })).toContainText("已录用");
  });
  await office.clock("+100m");
  await step("on site the steward looks at the face, then shows the codes", async () => {
    await logIn(desk, office, office.login("steward"), `/steward/activities/${activity}/live`);
    const row = desk.locator("li", { hasText: number });
    await row.getByRole("button", { name: "已面验" }).click();
    await expect(row.getByRole("button", { name: "已面验" })).toHaveCount(0);
    await desk.goto(`${office.url}/steward/activities/${activity}/codes`);
    await desk.locator(`form[action$="/codes"] button`).click();
    await expect(desk.locator("#step svg.qr")).toBeVisible();
    await sound(desk);
    await desk.goto(`${office.url}/steward/activities/${activity}/projector`);
    await sound(desk);
  });
  await step("the volunteer scans the projector and sees the time run", async () => {
    await film(desk.locator("svg.qr").first(), seen);
    await logIn(volunteer, office, NEWCOMER, "/sign-in");
    await scanned(volunteer);
    await expect(volunteer.locator("[data-since]")).toHaveText(/^0:00:\d\d$/);
    await expect(volunteer.locator("[data-since]")).not.toHaveText("0:00:00");
    await sound(volunteer);
  });
  await office.clock("+45m");
  await step("scans out, confirms the minutes and rates", async () => {
    await logIn(desk, office, office.login("steward"), `/steward/activities/${activity}/codes?direction=out`);
    await film(desk.locator("#step svg.qr"), seen);
    await logIn(volunteer, office, NEWCOMER, "/sign-in");
    await scanned(volunteer);
    await expect(volunteer.locator(".scanned")).toContainText("45 分");
    await volunteer.locator("label[for=s5]").click();
    await volunteer.locator("#words").fill("爷爷奶奶爱听本地新闻，下次还来。");
    await volunteer.getByRole("button", { name: "确认" }).click();
    await expect(volunteer.locator(".stars")).toBeVisible();
    await sound(volunteer);
  });
  await step("the hours show at once", async () => {
    await volunteer.goto(`${office.url}/me`);
    await expect(volunteer.locator(".total")).toContainText("45 分");
    await desk.goto(`${office.url}/hours/activities/${activity}`);
    await expect(desk.locator(".tile.counted")).toContainText("45 分");
  });
  const paper = await step("the certificate asks for a photo and comes as PDF with its details", () => certificate(volunteer, office, folder));
  await step("anybody verifies it by number and name, and by its code", async () => {
    const stranger = await device({ viewport: { width: 390, height: 844 } });
    await stranger.goto(`${office.url}/certificates`);
    await stranger.locator("#number").fill(paper.number);
    await stranger.locator("#name").fill(NEWCOMER.name);
    await stranger.getByRole("button", { name: "核验" }).click();
    await genuine(stranger);
    await sound(stranger);
    await stranger.goto(paper.address);
    await genuine(stranger);
    await expect(stranger.locator("main")).toContainText("签名");
    await stranger.goto("about:blank");
    await stranger.goto(paper.address.replace(/\d$/, (last) => String((Number(last) + 1) % 10)));
    await expect(stranger.locator(".verdict.bad")).toBeVisible();
  });
  await step("and the e-card is there", async () => {
    await volunteer.goto(`${office.url}/me/card`);
    await expect(volunteer.locator(".ecard")).toContainText(NEWCOMER.name);
    await expect(volunteer.locator(".ecard")).toContainText("45 分");
    await sound(volunteer);
  });
  await own.browser.close();
});

async function register(page, office) {
  await page.goto(`${office.url}/register`);
  await page.getByRole("link", { name: "成为志愿者" }).click();
  await page.locator("#phone").fill(NEWCOMER.phone);
  await sound(page);
  await page.getByRole("button", { name: "获取验证码" }).click();
  await page.locator("#code").fill(await codeFor(page, office, NEWCOMER.phone));
  await page.locator("#password").fill(NEWCOMER.password);
  for (const box of await page.locator("input[name=agreed]").all()) await box.check();
  await sound(page);
  await page.getByRole("button", { name: "下一步" }).click();
  await page.waitForURL(/\/register\/identity/);
  await page.locator("#number").fill(NEWCOMER.document);
  await page.locator("#surname").fill(NEWCOMER.surname);
  await page.locator("#given").fill(NEWCOMER.given);
  await page.locator("input[name=long_term]").check();
  await page.locator("#authority").fill("广州市公安局天河分局");
  for (const list of ["political_status", "education", "occupation"]) await page.locator(`#${list}`).selectOption({ index: 2 });
  await sound(page);
  await page.getByRole("button", { name: "下一步" }).click();
  await expect(page.locator(".timeline")).toContainText("已通过核验");
  await page.getByRole("link", { name: "填写居住地区" }).click();
  await page.locator("#province").selectOption({ label: "广东省" });
  await page.locator("#region").selectOption({ label: "天河区" });
  await sound(page);
  await page.getByRole("button", { name: "下一步" }).click();
  await page.waitForURL(/\/register\/organisations/);
}

async function choose(page, name) {
  await page.locator("#q").fill(name);
  await page.locator("#q").press("Enter");
  await page.getByRole("button", { name: "申请加入" }).first().click();
  await page.getByRole("link", { name: "看审核进度" }).click();
  await expect(page.locator(".timeline")).toContainText("等待组织审核");
  await sound(page);
}

/** Stewards see masked names; the number tells people apart. */
async function numberOf(page, office) {
  await page.goto(`${office.url}/me`);
  return (await page.locator("main header").innerText()).replace(/[^0-9]/g, "");
}

/** Fills in the proposal; the service begins in two hours. */
async function publish(page, office) {
  const now = await office.now();
  const local = (minutes) => new Date(now + (480 + minutes) * 60_000).toISOString().slice(0, 16);
  await page.locator(".side").getByRole("link", { name: "活动" }).click();
  await page.locator("a[href$='/activities/new']").first().click();
  await page.locator("#title").fill(TITLE);
  await page.locator("#category").selectOption("care");
  await page.locator("#description").fill("陪社区里的长者读报、聊天，一次两小时。新志愿者和老志愿者两人一组。");
  await page.locator("#expected").fill("8");
  await page.locator("#session_start-1").fill(local(120));
  await page.locator("#session_end-1").fill(local(300));
  await page.locator("#address").fill("猎德街社区服务中心");
  await page.locator("#latitude").fill("23.1184");
  await page.locator("#longitude").fill("113.3297");
  await page.locator("#radius_metres").fill("500");
  await page.locator("#contact_name").fill("陈老师");
  await page.locator("#contact_phone").fill("13800138000");
  await page.locator("#person_in_charge").fill("李站长");
  await page.locator("#risks").fill("楼梯较多，请穿防滑的鞋。");
  await page.locator("#recruits").check();
  await page.locator("#opens_at").fill(local(0));
  await page.locator("#closes_at").fill(local(110));
  await page.locator("#position_title-1").fill("读报");
  await page.locator("#position_places-1").fill("8");
  await page.locator("input[name=keeps_time]").check();
  for (const method of await page.locator("fieldset", { hasText: "计时方式" }).last().getByRole("checkbox").all()) {
    if (!await method.evaluate((box) => /self|walk/.test(box.name))) await method.check();
  }
  await page.locator("#agreed").check();
  await sound(page);
  await page.locator("button.primary.big").click();
  await expect(page.getByText("审核").first()).toBeVisible();
}

async function review(page, office) {
  await logIn(page, office, office.login("reviewer"), "/steward");
  await page.locator(".side").getByRole("link", { name: "审核" }).click();
  await page.getByRole("link", { name: TITLE }).click();
  await sound(page);
  for (const part of ["recruitment", "timekeeping"]) {
    await page.locator(`#${part}`).getByRole("button", { name: "通过", exact: true }).click();
    await expect(page.locator(`#${part} button`)).toHaveCount(0);
  }
}

/** The camera finds the code by itself; one press signs. */
async function scanned(page) {
  await page.waitForURL(/\/s\//, { timeout: 20_000 });
  await page.locator("form[action^='/s/'] button.big").click();
  await page.waitForURL(/\/me\/attendances\//);
}

async function certificate(page, office, folder) {
  const photo = await portrait(await page.context().newPage(), `${folder}/photo.png`);
  await page.goto(`${office.url}/me/certificate`);
  await sound(page);
  await page.locator("#file").setInputFiles(photo);
  await expect(page.locator(".crop canvas")).toBeVisible();
  await page.getByRole("button", { name: "保存" }).click();
  await expect(page.locator(".cert")).toContainText(NEWCOMER.name);
  await sound(page);
  await page.getByRole("button", { name: "出具" }).click();
  const number = await page.locator("#issued h3").first().innerText();
  const text = {};
  for (const [what, button] of [["paper", "下载证书"], ["details", "明细"]]) {
    const download = page.waitForEvent("download");
    await page.locator("#issued").getByRole("link", { name: button }).first().click();
    await (await download).saveAs(`${folder}/${what}.pdf`);
    expect(readFileSync(`${folder}/${what}.pdf`).subarray(0, 5).toString()).toBe("%PDF-");
    text[what] = execFileSync("pdftotext", [`${folder}/${what}.pdf`, "-"]).toString();
  }
  for (const said of [NEWCOMER.name, number]) expect(text.paper).toContain(said);
  expect(text.details.replace(/\s/g, "")).toContain(TITLE);
  execFileSync("pdftoppm", ["-r", "200", "-png", "-singlefile", `${folder}/paper.pdf`, `${folder}/paper`]);
  const address = execFileSync("zbarimg", ["-q", "--raw", `${folder}/paper.png`]).toString().trim();
  expect(address).toContain(`${office.url}/c#`);
  return { number, address };
}

async function genuine(page) {
  await expect(page.getByRole("heading", { name: "证书真实有效" })).toBeVisible();
  await expect(page.locator("main")).toContainText(NEWCOMER.name);
  await expect(page.locator("table")).toContainText(TITLE);
}
