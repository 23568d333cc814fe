// HTTPS with a certificate made here, as `--lan` serves phones: HTTP/2 as browsers speak it there, a form that is taken, a camera that may be asked for.
import { office } from "../office.mjs";
import { PHONE } from "./camera.mjs";
import { logIn } from "./people.mjs";
import { expect, test } from "./sound.mjs";

test("a phone logs in over HTTPS and may use its camera", async ({ device }) => {
  const own = await office(["--tls", "self-signed"]);
  try {
    expect(own.url).toMatch(/^https:/);
    const page = await device({ ...PHONE, ignoreHTTPSErrors: true });
    await logIn(page, own, own.login("volunteer"), "/sign-in");
    await expect(page).toHaveURL(`${own.url}/sign-in`);
    const spoken = await page.evaluate(() => [isSecureContext, performance.getEntriesByType("navigation")[0].nextHopProtocol]);
    expect(spoken).toEqual([true, "h2"]);
  } finally {
    await own.close();
  }
});
