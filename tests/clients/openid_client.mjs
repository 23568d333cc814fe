// openid-client: logs in, reads who it is, refreshes, asks about a token, gives it back, logs out.
// usage: node openid_client.mjs   (reads one JSON line: issuer, client_id, client_secret, redirect_uri, after; browser lines follow)
import * as oidc from "openid-client";
import { createInterface } from "node:readline";

const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
const next = async () => JSON.parse((await lines.next()).value);
// The browser is on the other side of the pipe: an address goes out, the one that it ended at comes back.
const browse = async (url) => { console.log(JSON.stringify({ go: url.href })); return (await next()).at; };
const must = (sound, what) => { if (!sound) throw new Error(what); };

const { issuer, client_id, client_secret, redirect_uri, after } = await next();
for (const proof of [oidc.ClientSecretBasic(client_secret), oidc.ClientSecretPost(client_secret)]) {
  const config = await oidc.discovery(new URL(issuer), client_id, client_secret, proof, { execute: [oidc.allowInsecureRequests] });
  const [pkceCodeVerifier, expectedState, expectedNonce] = [oidc.randomPKCECodeVerifier(), oidc.randomState(), oidc.randomNonce()];
  const asked = oidc.buildAuthorizationUrl(config, {
    redirect_uri, scope: "openid profile phone volunteer", state: expectedState, nonce: expectedNonce,
    code_challenge: await oidc.calculatePKCECodeChallenge(pkceCodeVerifier), code_challenge_method: "S256",
  });
  const back = new URL(await browse(asked));
  const tokens = await oidc.authorizationCodeGrant(config, back, { pkceCodeVerifier, expectedState, expectedNonce, idTokenExpected: true });
  const me = await oidc.fetchUserInfo(config, tokens.access_token, tokens.claims().sub);
  must(me.phone_number.startsWith("+86") && me.volunteer_number, "userinfo lacks what was agreed to");
  const renewed = await oidc.refreshTokenGrant(config, tokens.refresh_token);
  must(renewed.claims().sub === tokens.claims().sub, "another person after a refresh");
  must((await oidc.tokenIntrospection(config, renewed.access_token)).active, "a fresh token isn't active");
  await oidc.tokenRevocation(config, renewed.access_token);
  must(!(await oidc.tokenIntrospection(config, renewed.access_token)).active, "a token that was given back is active");
  const again = await oidc.authorizationCodeGrant(config, back, { pkceCodeVerifier, expectedState, expectedNonce }).catch((error) => error);
  must(again.error === "invalid_grant", "a code worked twice");
  const refused = await oidc.refreshTokenGrant(config, renewed.refresh_token).catch((error) => error);
  must(refused.error === "invalid_grant", "tokens outlived the second use of their code");
  const out = oidc.buildEndSessionUrl(config, { id_token_hint: tokens.id_token, post_logout_redirect_uri: after, state: "bye" });
  must((await browse(out)) === `${after}?state=bye`, "the logout led elsewhere");
}
console.log(JSON.stringify({ done: true }));
process.exit(0);
