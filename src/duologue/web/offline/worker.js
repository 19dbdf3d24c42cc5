// Stands in when there is no signal. It keeps the shell (style, modules, one calm page), the page with the numbers to call,
// exercises, which are the same for everybody, and pages whose owner chose to keep them. No other page is ever kept: those belong to whoever is signed in.
const NOW = `shell ${SHELL.version}`;
const CHOSEN = "kept"; // filled by phone.js, emptied by it
const PATIENCE = 3000; // milliseconds until the numbers to call come from the phone itself
const AN_HOUR = 3600000;

const PAGES = [SHELL.help, SHELL.page, ...SHELL.more];

// As a stranger sees it: no name, no token of anybody. The worker's own address says which practice it is about.
const plainly = (path) => new Request(path + location.search, { credentials: "omit", cache: "reload" });

self.addEventListener("install", (event) => {
  const fill = async () => (await caches.open(NOW)).addAll([...PAGES.map(plainly), ...SHELL.files]);
  event.waitUntil(fill().then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  const clear = async () => {
    const old = (await caches.keys()).filter((name) => name.startsWith("shell ") && name !== NOW);
    await Promise.all(old.map((name) => caches.delete(name)));
  };
  event.waitUntil(clear().then(() => self.clients.claim()));
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (origin !== location.origin || request.method !== "GET") return;
  if (request.mode === "navigate") event.respondWith(page(event, pathname));
  else if (SHELL.files.includes(pathname)) event.respondWith(file(request));
});

async function page(event, pathname) {
  try {
    const answer = await (pathname === SHELL.help ? soon(fetch(event.request)) : fetch(event.request));
    if (pathname === SHELL.help && !answer.ok) throw new Error(`answer ${answer.status}`);
    event.waitUntil(renew());
    return answer;
  } catch {
    const chosen = await caches.open(CHOSEN);
    return (PAGES.includes(pathname) && (await ours(pathname))) || (await chosen.match(pathname)) || ours(SHELL.page);
  }
}

const ours = async (path) => (await caches.open(NOW)).match(path, { ignoreSearch: true });

const soon = (answer) => Promise.race([answer, new Promise((_, give) => setTimeout(give, PATIENCE))]);

// Files that carry the hash of their content never change; the others are only kept for when there is no signal.
async function file(request) {
  const kept = await ours(new URL(request.url).pathname);
  if (kept && /\.[0-9a-f]{12}\./.test(request.url)) return kept;
  return fetch(request).catch(() => kept ?? Response.error());
}

// The numbers to call change: once an hour, while there is a signal, they are fetched anew.
async function renew() {
  const kept = await ours(SHELL.help);
  if (kept && Math.abs(Date.now() - new Date(kept.headers.get("date"))) < AN_HOUR) return;
  await (await caches.open(NOW)).addAll(PAGES.map(plainly)).catch(() => {});
}
