// An office of one's own: the shipped binary with the demo's data in a folder that goes away, its logins and its clock.
import { execFile, spawn } from "node:child_process";
import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const HERE = dirname(fileURLToPath(import.meta.url));
const BINARY = process.env.GOODHOURS_BIN ?? join(HERE, "../target/debug/goodhours");

/** The seeded folder that stories copy. */
export const BASE = join(HERE, "out/base");

const run = promisify(execFile);

/** Starts `goodhours demo` on a folder and waits for its line of JSON. */
export async function start(data, more = []) {
  const child = spawn(BINARY, ["demo", "--fast", "--listen", "127.0.0.1:0", "--data", data, ...more], { stdio: ["ignore", "pipe", "pipe"] });
  let said = "";
  child.stderr.on("data", (chunk) => { said = (said + chunk).slice(-4000); });
  const ended = new Promise((resolve) => child.once("exit", resolve));
  const line = await Promise.race([
    new Promise((resolve) => createInterface({ input: child.stdout }).once("line", resolve)),
    ended.then((code) => { throw new Error(`goodhours ended with ${code}\n${said}`); }),
  ]);
  const ready = JSON.parse(line);
  return {
    ...ready, data,
    login: (role) => ready.logins.find((login) => login.role === role),
    /** Steps the simulated clock, such as "+2h". */
    clock: (by) => run(BINARY, ["clock", by, "--data", data]),
    /** The simulated time. */
    now: async () => Date.parse((await run(BINARY, ["clock", "--data", data])).stdout.trim().replace(" ", "T").replace(" ", "")),
    said: () => said,
    async stop() { child.kill("SIGTERM"); await ended; },
    async kill() { child.kill("SIGKILL"); await ended; },
  };
}

/** An office on a copy of the seeded folder; `close` removes it. More words for `goodhours demo` may be given. */
export async function office(more = []) {
  const data = await mkdtemp(join(tmpdir(), "goodhours-e2e-"));
  await cp(BASE, data, { recursive: true, filter: (path) => !path.endsWith(".sock") });
  const started = await start(data, more);
  return { ...started, async close() { await started.stop(); await rm(data, { recursive: true, force: true }); } };
}
