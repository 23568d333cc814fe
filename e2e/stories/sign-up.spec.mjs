// A volunteer with a phone finds an activity and signs up, without JavaScript and by keyboard alone.
import { published } from "./props.mjs";
import { enter, expect, sound, test } from "./sound.mjs";

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
