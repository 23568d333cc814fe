// What anybody may see without login: the home page, whose hours were recorded, who is active; and an objection to it.
import { PHONE } from "./camera.mjs";
import { client } from "./props.mjs";
import { expect, sound, test } from "./sound.mjs";

for (const javaScriptEnabled of [true, false]) {
  test(`a visitor reads the disclosure and objects to a row${javaScriptEnabled ? "" : " without JavaScript"}`, async ({ device, office }) => {
    const past = (await (await client(office, office.login("volunteer"))).get("/me/enrolments")).items.find((one) => one.stage === "finished");
    const page = await device({ ...PHONE, javaScriptEnabled });
    await page.goto(office.url);
    for (const count of await page.locator(".counters dd").all()) expect(Number((await count.innerText()).replace(/\D/g, ""))).toBeGreaterThan(0);
    expect(await page.locator("article.act").count()).toBeGreaterThanOrEqual(3);

    await page.goto(`${office.url}/volunteers`);
    await expect(page.locator("ol.rows li").first()).toContainText("小时");
    await expect(page.locator("ol.rows li").first()).toContainText("*");

    await page.goto(`${office.url}/hours`);
    await page.locator("#q").fill(past.activity_id);
    await page.locator("#q").press("Enter");
    await page.getByRole("link", { name: past.title }).click();
    await expect(page.locator("h1")).toHaveText(past.title);
    await page.getByRole("link", { name: "我有异议" }).first().click();
    await page.locator("#text").fill("那天下午三点就散了，怎么会记四个小时？");
    if (javaScriptEnabled) await sound(page);
    await page.locator("form[action='/objections'] button").click();
    await expect(page.locator("[role=status]")).toBeVisible();
    if (javaScriptEnabled) await sound(page);
    const number = /objections\/([^?]+)/.exec(page.url())[1];

    await page.goto(`${office.url}/objections`);
    await page.locator("#number").fill(number);
    await page.locator("form[action='/objections'] button").click();
    await expect(page.locator("main")).toContainText(past.title);
    await expect(page.locator(".timeline .now")).toBeVisible();
  });
}
