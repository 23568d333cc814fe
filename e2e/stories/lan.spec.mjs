// A phone in the same network: HTTPS with the certificate that the demo makes, HTTP/2 as phones speak it, a form that is taken, a camera that may be asked for.
import { networkInterfaces } from "node:os";
import { PHONE } from "./camera.mjs";
import { office } from "../office.mjs";
import { logIn } from "./people.mjs";
import { expect, test } from "./sound.mjs";

const inANetwork = Object.values(networkInterfaces()).flat().some((one) => !one.internal && one.family === "IPv4");

test("a phone in the network logs in over HTTPS and may use its camera", async ({ device }) => {
  test.skip(!inANetwork, "this machine has no address in a network");
  const own = await office(["--lan"]);
  try {
    expect(own.url).toMatch(/^https:\/\/(?!127)/);
    const page = await device({ ...PHONE, ignoreHTTPSErrors: true });
    await logIn(page, own, own.login("volunteer"), "/sign-in");
    await expect(page).toHaveURL(`${own.url}/sign-in`);
    const spoken = await page.evaluate(() => [isSecureContext, performance.getEntriesByType("navigation")[0].nextHopProtocol]);
    expect(spoken).toEqual([true, "h2"]);
  } finally {
    await own.close();
  }
});
