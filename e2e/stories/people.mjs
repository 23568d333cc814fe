// Somebody who isn't registered yet, and what people do at every desk.
import { expect } from "./sound.mjs";

const WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];

/** A made-up resident identity card number with its check character (GB 11643). */
export function document(region, born, sequence) {
  const digits = `${region}${born}${sequence}`;
  const sum = WEIGHTS.reduce((all, weight, at) => all + weight * Number(digits[at]), 0);
  return digits + "10X98765432"[sum % 11];
}

export const NEWCOMER = {
  phone: "13711200408", password: "Zhixia-2026-spring", surname: "周", given: "知夏", name: "周知夏",
  document: document("440106", "19990412", "326"),
};

/** Opens a page, by way of the login page when nobody is logged in any more. */
export async function logIn(page, office, { login, phone, password }, next = "/me") {
  await page.goto(office.url + next);
  if (!page.url().includes("/sessions/new")) return;
  await page.locator("#login").fill(login ?? phone);
  await page.locator("#password").fill(password);
  await page.getByRole("button", { name: "登录", exact: true }).click();
  await page.waitForURL((url) => !url.pathname.startsWith("/sessions"));
}

/** The code of the last message to a phone, as the outbox shows it on simulated data. */
export async function codeFor(page, office, phone) {
  const box = await page.context().newPage();
  await box.goto(`${office.url}/outbox?to=${phone}`);
  const text = await box.locator(".rows li").first().innerText();
  await box.close();
  return /(?<!\d)\d{6}(?!\d)/.exec(text)[0];
}

/** Ticks somebody's row on a steward's list and presses the button. */
export async function decide(page, who, button) {
  await page.locator("tr", { hasText: who }).locator("input[name=pick]").check();
  await page.getByRole("button", { name: button, exact: true }).click();
  await expect(page.locator("[role=status]").first()).toBeVisible();
}

/** A drawn bust, as an ID photo. */
export async function portrait(page, path) {
  await page.setContent(`<style>body{margin:0}</style><svg width="700" height="900" viewBox="0 0 70 90"><rect width="70" height="90" fill="#cfe0ee"/>
    <path d="M6 90c1-20 12-29 29-29s28 9 29 29z" fill="#3f5878"/><path d="M27 52h16v12a8 8 0 0 1-16 0z" fill="#e7c3a6"/>
    <ellipse cx="35" cy="39" rx="14" ry="18" fill="#f0d0b5"/><path d="M20 40c-2-20 6-26 16-26s17 7 14 26c-2-9-5-13-9-15-5 3-13 3-17 2-2 3-3 7-4 13z" fill="#2c2320"/></svg>`);
  await page.locator("svg").screenshot({ path });
  return path;
}
