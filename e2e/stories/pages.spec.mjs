// The main pages on three widths, in both lights, and in large type: what WCAG 2.2 AA asks (axe), nothing wider than the screen, no line
// cut off, no letter under 14 px.
import { client } from "./props.mjs";
import { accessible, enter, expect, fits, test } from "./sound.mjs";

const WIDTHS = [320, 390, 1280];
const HEIGHT = 800;

/** Addresses that the demo made, by name. */
async function addresses(office) {
  const [volunteer, steward] = await Promise.all(["volunteer", "steward"].map((role) => client(office, office.login(role))));
  const enrolled = (await volunteer.get("/me/enrolments")).items;
  const today = enrolled.find((one) => one.stage === "taking-part").activity_id;
  const past = enrolled.find((one) => one.stage === "finished").activity_id;
  const open = (await volunteer.get("/activities")).items.find((one) => one.id !== today).id;
  const home = (await volunteer.get("/me/memberships")).items[0].organisation_id;
  const attendance = (await volunteer.get("/me/attendances")).items[0].id;
  const here = { position: { latitude: 23.1184, longitude: 113.3297, accuracy_metres: 10 } };
  const { place } = await volunteer.get(`/activities/${today}`);
  await steward.post(`/activities/${today}/code-openings`, place ? { position: { ...place, accuracy_metres: 10 } } : here);
  return { today, past, open, home, attendance };
}

const EVERYBODY = {
  home: () => "/",
  activities: () => "/activities",
  "no activity": () => "/activities?q=%E4%B8%8D%E5%AD%98%E5%9C%A8",
  activity: ({ open }) => `/activities/${open}`,
  organisations: () => "/organisations",
  organisation: ({ home }) => `/organisations/${home}`,
  hours: () => "/hours",
  "hours of an activity": ({ past }) => `/hours/activities/${past}`,
  volunteers: () => "/volunteers",
  objection: ({ past }) => `/objections/new?activity=${past}`,
  certificates: () => "/certificates",
  card: () => "/card",
  log: () => "/log",
  login: () => "/sessions/new",
  registering: () => "/register/phone",
  "a forgotten password": () => "/password-resets/new",
  "an appeal": () => "/appeals/new",
  "a received appeal": () => "/appeals/received/A2026-000001",
  problems: () => "/problems",
  privacy: () => "/privacy",
  nowhere: () => "/nowhere",
};

const VOLUNTEER = {
  me: () => "/me",
  "my activities": () => "/me/activities",
  "sign-up": ({ open }) => `/activities/${open}/enrolments/new`,
  "sign-in": () => "/sign-in",
  served: ({ attendance }) => `/me/attendances/${attendance}`,
  certificate: () => "/me/certificate",
  "e-card": () => "/me/card",
  messages: () => "/me/messages",
  profile: () => "/me/profile",
  security: () => "/me/security",
  "a new phone": () => "/me/security/contacts/phone",
  consents: () => "/me/consents",
  "access log": () => "/me/access-log",
  export: () => "/me/export",
  closing: () => "/me/closing",
};

const PLATFORM = {
  platform: () => "/platform",
  appeals: () => "/platform/appeals",
};

const STEWARD = {
  desk: ({ home }) => `/steward/${home}`,
  "desk's activities": ({ home }) => `/steward/${home}/activities`,
  members: ({ home }) => `/steward/${home}/members`,
  roles: ({ home }) => `/steward/${home}/grants`,
  enrolments: ({ today }) => `/steward/activities/${today}/enrolments?state=accepted`,
  codes: ({ today }) => `/steward/activities/${today}/codes`,
  projector: ({ today }) => `/steward/activities/${today}/projector`,
  scanner: ({ today }) => `/steward/activities/${today}/scan`,
  board: ({ today }) => `/steward/activities/${today}/live`,
  proposal: ({ home }) => `/steward/${home}/activities/new`,
};

for (const [who, pages] of Object.entries({ everybody: EVERYBODY, volunteer: VOLUNTEER, steward: STEWARD, platform: PLATFORM })) {
  for (const elder of [false, true]) {
    test(`pages for ${who} are sound${elder ? " in large type" : ""}`, async ({ page, context, province }) => {
      test.setTimeout(180_000);
      if (who !== "everybody") await enter(context, province, province.login(who));
      if (elder) await context.addCookies([{ name: "elder", value: "1", url: province.url }]);
      const known = await addresses(province);
      for (const [name, address] of Object.entries(pages)) await test.step(name, () => everywhere(page, province.url + address(known), elder));
    });
  }
}

/** One page at every width in every light; the widest and the narrowest differ enough for axe. */
async function everywhere(page, address, elder) {
  await page.setViewportSize({ width: WIDTHS[0], height: HEIGHT });
  await page.goto(address);
  await expect(page.locator("h1")).toHaveCount(1);
  expect(await page.locator("html[data-elder]").count()).toBe(elder ? 1 : 0);
  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height: HEIGHT });
    await fits(page);
    if (width === WIDTHS[1]) continue;
    for (const light of ["light", "dark"]) await accessible(page, light);
  }
}
