// Logs in by the account of a foreign OpenID provider (oidc-provider, nobody's code of ours): somebody whom nobody knows, who links
// it, and comes back at once. usage: node login.mjs GOODHOURS_BINARY
import Provider from 'oidc-provider';
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { createInterface } from 'node:readline';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const binary = process.argv[2];
const secret = 'a secret of +this & test that is long enough';

const freePort = async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  return port;
};

// A browser: cookies by host and port, as far as these two need it.
class Browser {
  jars = new Map();

  async send(url, options = {}) {
    const jar = this.jars.get(url.host) ?? new Map();
    this.jars.set(url.host, jar);
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
    const headers = { cookie, 'accept-language': 'en', 'sec-fetch-site': 'same-origin', ...options.headers };
    const answer = await fetch(url, { ...options, headers, redirect: 'manual' });
    for (const line of answer.headers.getSetCookie()) {
      const [pair, ...rest] = line.split(';');
      const [name, ...value] = pair.split('=');
      const gone = rest.some((part) => /max-age=0|expires=Thu, 01 Jan 1970/i.test(part.trim()));
      if (gone || value.join('=') === '') jar.delete(name); else jar.set(name, value.join('='));
    }
    return answer;
  }

  // Follows redirects; answers where they ended.
  async open(address, options) {
    let url = new URL(address);
    let answer = await this.send(url, options);
    for (let hops = 0; hops < 20 && answer.status >= 300 && answer.status < 400; hops += 1) {
      url = new URL(answer.headers.get('location'), url);
      answer = await this.send(url);
    }
    return { url, status: answer.status, text: await answer.text() };
  }

  fill(address, fields) {
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    return this.open(address, { method: 'POST', body: new URLSearchParams(fields).toString(), headers });
  }
}

// Signs in at the provider's own pages: the form to log in, then the one to agree, as often as it asks.
const throughProvider = async (browser, page, login) => {
  for (let forms = 0; forms < 4 && page.url.pathname.startsWith('/interaction/'); forms += 1) {
    const action = page.text.match(/<form[^>]*action="([^"]+)"/)[1];
    const prompt = page.text.match(/name="prompt" value="([^"]+)"/)[1];
    const fields = prompt === 'login' ? { prompt, login, password: 'any' } : { prompt };
    page = await browser.fill(new URL(action, page.url), fields);
  }
  return page;
};

const data = await mkdtemp(join(tmpdir(), 'goodhours-outside-'));
const [port, issuerPort] = [await freePort(), await freePort()];
const issuer = `http://127.0.0.1:${issuerPort}`;
const origin = `http://127.0.0.1:${port}`;
await writeFile(join(data, 'secret'), secret, { mode: 0o600 });
const provider = new Provider(issuer, {
  clients: [{ client_id: 'goodhours', client_secret: secret, redirect_uris: [`${origin}/sessions/outside/oidc/return`] }],
  cookies: { keys: ['only for this test'] },
  pkce: { required: () => true },
});
const listening = createServer(provider.callback()).listen(issuerPort, '127.0.0.1');
const office = spawn(binary, ['demo', '--fast', '--listen', `127.0.0.1:${port}`, '--data', join(data, 'demo')], {
  env: { ...process.env, GOODHOURS_OIDC_ISSUER: issuer, GOODHOURS_OIDC_CLIENT_ID: 'goodhours',
    GOODHOURS_OIDC_CLIENT_SECRET_FILE: join(data, 'secret'), GOODHOURS_OIDC_NAME: 'Lingnan University' },
  stdio: ['ignore', 'pipe', 'inherit'],
});
try {
  const [ready] = await once(createInterface(office.stdout), 'line');
  const { login, password } = JSON.parse(ready).logins.find((one) => one.role === 'volunteer');

  const first = new Browser();
  assert.match((await first.open(`${origin}/sessions/new`)).text, /Log in by Lingnan University/);
  let page = await throughProvider(first, await first.open(`${origin}/sessions/outside/oidc`), 'ada');
  assert.equal(page.url.pathname, '/sessions/outside/unknown', page.text);
  page = await first.fill(`${origin}/sessions`, { login, password, next: '/me/linked/new' });
  assert.equal(page.url.pathname, '/me/linked/new', page.text);
  page = await first.fill(`${origin}/me/linked`, { key: 'link-1' });
  assert.equal(page.url.pathname, '/me/linked', page.text);
  assert.match(page.text, /linked/);

  const second = new Browser();
  page = await throughProvider(second, await second.open(`${origin}/sessions/outside/oidc?next=%2Fme%2Fsecurity`), 'ada');
  assert.deepEqual([page.url.href, page.status], [`${origin}/me/security`, 200], page.text);

  const stranger = new Browser();
  page = await throughProvider(stranger, await stranger.open(`${origin}/sessions/outside/oidc`), 'grace');
  assert.equal(page.url.pathname, '/sessions/outside/unknown');
  const declined = new Browser();
  page = await declined.open(`${origin}/sessions/outside/oidc`);
  page = await declined.open(new URL(page.text.match(/href="([^"]*\/abort)"/)[1], page.url));
  assert.equal(page.status, 409);
  assert.match(page.text, /outside\.declined/);
  console.log('logging in by a foreign OpenID provider: unknown, linked, back at once, another person, declined');
} finally {
  office.kill('SIGTERM');
  listening.closeAllConnections();
  listening.close();
  await once(office, 'exit');
  await rm(data, { recursive: true, force: true });
}
