// What every page of every story must be: without refused scripts or styles, without errors, free of what WCAG 2.2 AA forbids in
// light and dark, never wider than its screen, with no line cut off and no letter too small.
import { expect, test as base } from "@playwright/test";
import axe from "axe-core";
import { office } from "../office.mjs";

const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];
const LETTERS_MIN = 14;

export const test = base.extend({
  /** An office of this story's own. */
  office: async ({}, use) => {
    const own = await office();
    await use(own);
    await own.close();
  },
  /** One office for all stories of a worker that only look. */
  province: [async ({}, use) => {
    const shared = await office();
    await use(shared);
    await shared.close();
  }, { scope: "worker" }],
  /** Pages that tell what the browser complained about; the story fails when it did. */
  complaints: [async ({ context }, use) => {
    const complaints = [];
    watch(context, complaints);
    await use(complaints);
    expect(complaints).toEqual([]);
  }, { auto: true }],
  /** Somebody else's device: `await device({ viewport })`. */
  device: async ({ browser, complaints }, use) => {
    const open = [];
    await use(async (options) => {
      const context = await browser.newContext(options);
      open.push(context);
      watch(context, complaints);
      return context.newPage();
    });
    for (const context of open) await context.close();
  },
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
  await fits(page);
  for (const colorScheme of ["light", "dark"]) await accessible(page, colorScheme);
  await page.emulateMedia({ colorScheme: "light" });
}

/** What axe finds in one light; of a light that was not the first only colours can differ. */
export async function accessible(page, colorScheme) {
  await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
  if (!await page.evaluate(() => "axe" in window)) await page.evaluate(axe.source);
  const runOnly = colorScheme === "light" ? { type: "tag", values: RULES } : { type: "rule", values: ["color-contrast"] };
  const told = await page.evaluate(async (runOnly) => {
    const { violations } = await window.axe.run(document, { runOnly, resultTypes: ["violations"], preload: false });
    return violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => `${node.target} ${node.failureSummary}`).join("; ")}`);
  }, runOnly);
  expect.soft(told, `${page.url()} in ${colorScheme} at ${page.viewportSize().width} px`).toEqual([]);
}

/** No horizontal scroll, no line cut off, no letter under 14 px. */
export async function fits(page) {
  const faults = await page.evaluate(faultsOfText, LETTERS_MIN);
  expect.soft(faults, `${page.url()} at ${page.viewportSize().width} px`).toEqual([]);
}

/** Runs in the page: looks at every line of text where it stands. */
function faultsOfText(lettersMin) {
  const faults = new Set();
  const wide = document.documentElement.scrollWidth - document.documentElement.clientWidth;
  if (wide > 0) faults.add(`${wide} px wider than the screen`);
  const styles = new Map();
  const style = (one) => styles.get(one) ?? styles.set(one, getComputedStyle(one)).get(one);
  const hides = (value) => value === "hidden" || value === "clip";
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const { currentNode: text } = texts;
    const parent = text.parentElement;
    const said = text.data.trim();
    if (!said || parent.closest("script, style, noscript, option, .vh, .skip, [hidden]")) continue;
    const lines = document.createRange();
    lines.selectNodeContents(text);
    const seen = [...lines.getClientRects()].filter((line) => line.width > 1 && line.height > 1);
    if (!seen.length || style(parent).visibility === "hidden") continue;
    const told = `“${said.slice(0, 30)}” in ${parent.tagName.toLowerCase()}.${parent.className}`;
    if (parseFloat(style(parent).fontSize) < lettersMin) faults.add(`${told}: ${style(parent).fontSize}`);
    for (let box = parent; box && box !== document.body; box = box.parentElement) {
      const [x, y] = [style(box).overflowX, style(box).overflowY];
      if (["auto", "scroll"].includes(x) || style(box).position === "fixed") break;
      if (!hides(x) && !hides(y)) continue;
      const edge = box.getBoundingClientRect();
      if (edge.width <= 2 || edge.height <= 2) break; // kept for screen readers alone
      const beyond = (line) => hides(x) && (line.left < edge.left - 1 || line.right > edge.right + 1)
        || hides(y) && (line.top < edge.top - 2 || line.bottom > edge.bottom + 2);
      if (seen.some(beyond)) faults.add(`${told}: cut off by ${box.tagName.toLowerCase()}.${box.className}`);
    }
  }
  return [...faults];
}

export { expect };
