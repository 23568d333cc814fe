// The service worker. It keeps the hashed assets and the pages that ask for it with the header `X-Offline: keep` (the e-card with its photo, the
// page of a printed code, the page that says there is no network), and nothing else: no other page with a person's data is ever stored. app.ts
// deletes everything at logout.

interface Lifetime extends Event { waitUntil(work: Promise<unknown>): void }
interface Fetching extends Lifetime { request: Request; respondWith(answer: Promise<Response>): void }
interface Worker { skipWaiting(): Promise<void>; clients: { claim(): Promise<void> }; addEventListener(kind: string, listener: (event: Fetching) => void): void }

const worker = self as unknown as Worker;
const [ASSETS, PAGES, OFFLINE] = [`assets-${VERSION}`, "pages", "/offline"];

async function keep(request: Request | string, answer: Response): Promise<void> {
  if (answer.ok && answer.headers.get("X-Offline") === "keep") await (await caches.open(PAGES)).put(request, answer.clone());
}

async function asset(request: Request): Promise<Response> {
  const kept = await caches.match(request);
  if (kept) return kept;
  const answer = await fetch(request);
  if (answer.ok) await (await caches.open(ASSETS)).put(request, answer.clone());
  return answer;
}

async function page(request: Request): Promise<Response> {
  try {
    const answer = await fetch(request);
    await keep(request.url, answer);
    return answer;
  } catch (error) {
    const pages = await caches.open(PAGES);
    const kept = (await pages.match(request.url)) ?? (request.mode === "navigate" ? await pages.match(OFFLINE) : undefined);
    if (kept) return kept;
    throw error;
  }
}

worker.addEventListener("install", (event) => {
  event.waitUntil((async () => {
    await (await caches.open(ASSETS)).addAll(SHELL);
    await fetch(OFFLINE).then((answer) => keep(OFFLINE, answer)).catch(() => undefined);
    await worker.skipWaiting();
  })());
});

worker.addEventListener("activate", (event) => {
  event.waitUntil((async () => {
    for (const name of await caches.keys()) if (name !== ASSETS && name !== PAGES) await caches.delete(name);
    await worker.clients.claim();
  })());
});

worker.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== location.origin) return;
  if (pathname.startsWith("/assets/")) event.respondWith(asset(request));
  else if (request.mode === "navigate" || request.destination === "image") event.respondWith(page(request));
});
