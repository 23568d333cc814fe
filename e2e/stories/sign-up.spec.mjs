// A volunteer with a phone finds an activity and signs up; its steward accepts. With JavaScript, without, and by keyboard alone.
import { published } from "./props.mjs";
import { enter, expect, fits, sound, test } from "./sound.mjs";

test.use({ viewport: { width: 390, height: 844 } });

/** Two characters of a title that are both Chinese. */
const two = (title) => /\p{Script=Han}{2}/u.exec(title)[0];

async function signUp(page, office, activity) {
  await page.goto(`${office.url}/activities`);
  await page.locator("#q").fill(two(activity.title));
  await page.locator("#q").press("Enter");
  await page.waitForURL(/[?&]q=/);
  await page.locator(`a[href="/activities/${activity.id}"]`).first().click();
  await expect(page.locator("h1")).toContainText(activity.title);
  await page.locator(`a[href="/activities/${activity.id}/enrolments/new"]`).first().click();
  await page.locator("input[name=position]:not([disabled])").first().check();
  const risks = page.locator("#risks");
  if (await risks.count()) await risks.check();
  await page.locator(`form[action="/activities/${activity.id}/enrolments"] button`).click();
  await page.waitForURL(/\/me\/activities/);
  await expect(page.locator("main")).toContainText(activity.title);
}

test("a volunteer finds an activity by two characters, signs up, and is accepted", async ({ page, context, browser, office }) => {
  const token = await enter(context, office, office.login("volunteer"));
  const activity = await published(office);
  await signUp(page, office, activity);
  for (const path of ["/activities", `/activities/${activity.id}`, "/me/activities", "/problems", "/log"]) {
    await page.goto(office.url + path);
    await sound(page);
  }

  const desk = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  await enter(desk, office, office.login("steward"));
  const table = await desk.newPage();
  await table.goto(`${office.url}/steward/activities/${activity.id}/enrolments`);
  await sound(table);
  const row = table.locator("tr", { hasText: await masked(context.request, office, token) });
  await row.locator("input[name=pick]").check();
  await table.locator("button[name=to][value=accept]").click();
  await expect(table.locator("[role=status]")).toBeVisible();
  await desk.close();

  await page.goto(`${office.url}/me/activities`);
  await expect(page.locator("article, li, section", { hasText: activity.title }).first()).toContainText("已录用");
});

/** The number under which a steward finds the volunteer. */
async function masked(request, office, token) {
  const me = await (await request.get(`${office.url}/api/v1/me`, { headers: { authorization: `Bearer ${token}` } })).json();
  return me.number;
}

test.describe("without JavaScript", () => {
  test.use({ javaScriptEnabled: false });
  test("signing up needs no JavaScript", async ({ page, context, office }) => {
    await enter(context, office, office.login("volunteer"));
    await signUp(page, office, await published(office));
  });
});

test("signing up needs no mouse", async ({ page, context, office }) => {
  await enter(context, office, office.login("volunteer"));
  const activity = await published(office);
  await page.goto(`${office.url}/activities/${activity.id}`);
  await page.keyboard.press("Tab");
  await expect(page.locator(".skip")).toBeFocused();
  await reach(page, `a[href="/activities/${activity.id}/enrolments/new"]`);
  await page.keyboard.press("Enter");
  await page.waitForURL(/enrolments\/new/);
  await reach(page, "input[name=position]");
  await page.keyboard.press("Space");
  if (await page.locator("#risks").count()) {
    await reach(page, "#risks");
    await page.keyboard.press("Space");
  }
  await reach(page, `form[action="/activities/${activity.id}/enrolments"] button`);
  await page.keyboard.press("Enter");
  await page.waitForURL(/\/me\/activities/);
});

/** Tabs until the element has the focus, and asserts that the focus can be seen. */
async function reach(page, selector) {
  for (let tabs = 0; tabs < 80; tabs += 1) {
    await page.keyboard.press("Tab");
    const here = await page.evaluate((wanted) => document.activeElement?.matches(wanted) ?? false, selector);
    if (!here) continue;
    const seen = await page.evaluate(() => {
      const one = document.activeElement;
      const style = getComputedStyle(one);
      return style.outlineStyle !== "none" || style.boxShadow !== "none" || one.matches("input");
    });
    expect(seen, `the focus on ${selector} can't be seen`).toBe(true);
    return;
  }
  throw new Error(`Tab never reached ${selector} on ${page.url()}`);
}

test("pages fit on the smallest phones and with the largest type", async ({ page, context, office }) => {
  await enter(context, office, office.login("volunteer"));
  const activity = await published(office);
  const paths = ["/activities", `/activities/${activity.id}`, `/activities/${activity.id}/enrolments/new`, "/me/activities", "/log", "/problems"];
  for (const elder of [false, true]) {
    await page.setViewportSize({ width: 320, height: 640 });
    if (elder) await context.addCookies([{ name: "elder", value: "1", url: office.url }]);
    for (const path of paths) {
      await page.goto(office.url + path);
      expect(await page.locator("html[data-elder]").count()).toBe(elder ? 1 : 0);
      await fits(page);
    }
  }
});

test("the visitor's wishes hold: language, light and larger type", async ({ page, office }) => {
  await page.goto(`${office.url}/activities`);
  await page.locator("button[name=elder]").click();
  await expect(page.locator("html")).toHaveAttribute("data-elder", "");
  await page.locator("button[name=theme][value=dark]").click();
  await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
  await page.locator("button[name=locale]").click();
  await expect(page.locator("html")).toHaveAttribute("lang", "en");
  await sound(page);
});
