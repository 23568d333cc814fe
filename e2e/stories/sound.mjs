// What every page of every story must be: without refused scripts or styles, without errors, free of what WCAG 2.2 AA forbids in
// light and dark, and never wider than its screen.
import AxeBuilder from "@axe-core/playwright";
import { expect, test as base } from "@playwright/test";
import { office } from "../office.mjs";

const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];

export const test = base.extend({
  /** An office of this story's own. */
  office: async ({}, use) => {
    const own = await office();
    await use(own);
    await own.close();
  },
  /** Pages that tell what the browser complained about; the story fails when it did. */
  complaints: [async ({ context }, use) => {
    const complaints = [];
    watch(context, complaints);
    await use(complaints);
    expect(complaints).toEqual([]);
  }, { auto: true }],
});

/** Collects what the browser complains about in a context. */
export function watch(context, complaints) {
  context.on("console", (message) => {
    const refused = /Content Security Policy|Refused to|violates/i.test(message.text());
    if (refused || message.type() === "error" && !/status of (4|503)/.test(message.text())) complaints.push(message.text());
  });
  context.on("weberror", (error) => complaints.push(String(error.error())));
}

/** Logs somebody in without the login page, for stories about something else. */
export async function enter(context, office, login) {
  const answer = await context.request.post(`${office.url}/api/v1/sessions`, { data: { login: login.login, password: login.password } });
  expect(answer.status()).toBe(201);
  const { token } = await answer.json();
  await context.addCookies([{ name: "goodhours", value: token, url: office.url, httpOnly: true, sameSite: "Lax" }]);
  return token;
}

/** Checks the page that is shown, in both lights. */
export async function sound(page) {
  for (const colorScheme of ["light", "dark"]) {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    const { violations } = await new AxeBuilder({ page }).withTags(RULES).analyze();
    const told = violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => `${node.target} ${node.failureSummary}`).join("; ")}`);
    expect(told, `${page.url()} in ${colorScheme}`).toEqual([]);
  }
  await page.emulateMedia({ colorScheme: "light" });
  await fits(page);
}

/** No horizontal scroll, and no text that is cut off. */
export async function fits(page) {
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  expect(wide, `${page.url()} is wider than its screen`).toBeLessThanOrEqual(0);
  const cut = await page.evaluate(() => [...document.querySelectorAll("h1,h2,h3,p,a,button,label,th,td,dt,dd,li,legend,small,output")].filter((one) => {
    const style = getComputedStyle(one);
    const hides = ["hidden", "clip"].includes(style.overflowX) && style.position !== "absolute";
    return hides && one.clientWidth > 1 && one.scrollWidth > one.clientWidth + 1;
  }).map((one) => one.outerHTML.slice(0, 120)));
  expect(cut, `${page.url()} cuts text off`).toEqual([]);
}

export { expect };
