// Once before all stories: the demo province in a folder that every story copies, so that each begins on the same first day.
import { rm } from "node:fs/promises";
import { BASE, start } from "./office.mjs";

export default async function seed() {
  await rm(BASE, { recursive: true, force: true });
  const office = await start(BASE);
  await office.stop();
}
