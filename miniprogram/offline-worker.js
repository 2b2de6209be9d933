/* global self, caches, fetch, URL, __FILES__ */
// Her pages without a network: what was built lies on the telephone, and only that. No answer of the API is ever kept here.
const NAME = 'pages-__NAME__'
const FILES = __FILES__

self.addEventListener('install', (event) => {
  event.waitUntil(caches.open(NAME).then((cache) => cache.addAll(['./', ...FILES])))
})

self.addEventListener('activate', (event) => {
  const others = (names) => names.filter((name) => name.startsWith('pages-') && name !== NAME)
  event.waitUntil(
    caches
      .keys()
      .then((names) => Promise.all(others(names).map((name) => caches.delete(name))))
      .then(() => self.clients.claim()),
  )
})

/** The page itself is asked for first, so that a new one is seen; what carries a digest in its name is taken from here. */
self.addEventListener('fetch', (event) => {
  const { request } = event
  const here = new URL('./', self.location.href)
  const at = new URL(request.url)
  if (request.method !== 'GET' || at.origin !== here.origin) return
  if (request.mode === 'navigate' && at.pathname === here.pathname) {
    event.respondWith(fetch(request).catch(() => caches.match('./')))
  } else if (FILES.includes(at.pathname.slice(here.pathname.length))) {
    event.respondWith(caches.match(request, { ignoreSearch: true }).then((kept) => kept ?? fetch(request)))
  }
})
