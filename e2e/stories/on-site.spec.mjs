// On site, beside the main job: without a camera and without JavaScript, and a check-in helper with a phone of their own.
import { film, HERE, PHONE, phone } from "./camera.mjs";
import { client, inSession } from "./props.mjs";
import { enter, expect, sound, test } from "./sound.mjs";

test("signing in and out needs no camera and no JavaScript", async ({ device, office }) => {
  const activity = await inSession(office);
  const here = { position: { latitude: 23.1184, longitude: 113.3297, accuracy_metres: 10 } };
  const { typed } = await activity.steward.post(`/activities/${activity.id}/code-openings`, here);
  const page = await device({ ...PHONE, javaScriptEnabled: false });
  await enter(page.context(), office, office.login("volunteer"));
  const send = async (button) => {
    await page.goto(`${office.url}/sign-in`);
    const which = page.locator(`input[name=activity][value="${activity.id}"]`);
    if (await which.count()) await which.check();
    await page.locator("#code").fill(typed);
    if (await page.locator("#agreed").count()) await page.locator("#agreed").check();
    await page.getByRole("button", { name: button }).click();
    await page.waitForURL(/\/me\/attendances\//);
  };
  await send("签到");
  await office.clock("+30m");
  await send("签退");
  await expect(page.locator(".scanned")).toContainText("30 分");
});

test("a check-in helper signs a volunteer in on a second phone", async ({ device, office, complaints }) => {
  const [volunteer, helper] = office.logins.filter((login) => login.role === "volunteer");
  const { items } = await (await client(office, volunteer)).get("/me/enrolments");
  const activity = items.find((one) => one.stage === "taking-part");
  const desk = await device({ viewport: { width: 1280, height: 900 }, ...HERE });
  await enter(desk.context(), office, office.login("steward"));
  await desk.goto(`${office.url}/steward/activities/${activity.activity_id}`);
  const home = await desk.locator(".crumbs a").first().getAttribute("href");
  await desk.goto(office.url + home.replace("/activities", "/grants"));
  await sound(desk);
  await desk.locator("#to").fill((await (await client(office, helper)).get("/me")).number);
  await desk.locator("input[name=role][value=check-in-helper]").check();
  await desk.locator("#activity").selectOption(activity.activity_id);
  await desk.getByRole("button", { name: "授予" }).click();
  await expect(desk.locator("[role=status]")).toBeVisible();

  const card = await device(PHONE);
  await enter(card.context(), office, volunteer);
  await card.goto(`${office.url}/me/card`);
  const second = await phone(await film(card.locator("svg.qr"), `${test.info().outputPath()}/card.mjpeg`), complaints);
  await enter(second.context, office, helper);
  await second.page.goto(`${office.url}/steward/activities/${activity.activity_id}/scan`);
  await expect(second.page.locator(".scanned")).toContainText(/苏.*签到/, { timeout: 20_000 });
  await sound(second.page);
  await second.page.goto(`${office.url}${home.replace("/activities", "/members")}`);
  await expect(second.page.locator("h1")).not.toContainText("成员");
  await second.browser.close();
});
