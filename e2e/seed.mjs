// Once before all stories: the demo province in a folder that every story copies, so that each begins on the same first day. Who works on
// one story for an hour sets GOODHOURS_E2E_KEEP and keeps the folder.
import { existsSync } from "node:fs";
import { rm } from "node:fs/promises";
import { BASE, start } from "./office.mjs";

export default async function seed() {
  if (process.env.GOODHOURS_E2E_KEEP && existsSync(BASE)) return;
  await rm(BASE, { recursive: true, force: true });
  const office = await start(BASE);
  await office.stop();
}
