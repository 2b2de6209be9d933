import { files } from './files'
import { labelFields } from './labels'
import type { Device, Kept } from '../types'

async function save(file: Kept, name: string): Promise<void> {
  const link = document.createElement('a')
  link.href = await files.address(file)
  link.download = name
  link.click()
}

const AFTER_FIRST_PAGE_MS = 1_500
const WORKER = './offline-worker.js'

/** The plain page must be there at once, and all pages without a network, where the browser can keep them. */
function prepare(): void {
  labelFields()
  import('@/pages/plain/index.vue').catch(() => undefined)
  const saves = (navigator as Navigator & { connection?: { saveData?: boolean } }).connection?.saveData
  if (!import.meta.env.PROD || !('serviceWorker' in navigator) || saves) return
  setTimeout(() => navigator.serviceWorker.register(WORKER).catch(() => undefined), AFTER_FIRST_PAGE_MS)
}

export const device: Device = {
  prepare,
  scale: () => null,
  enlarge(scale) {
    document.documentElement.style.fontSize = `${16 * scale}px`
    document.documentElement.dataset.scale = String(scale)
  },
  dark: () => window.matchMedia('(prefers-color-scheme: dark)').matches,
  call(number) {
    window.location.href = `tel:${number}`
  },
  touched(again) {
    for (const event of ['pointerdown', 'keydown'] as const) {
      document.addEventListener(event, again, { capture: true, passive: true })
    }
  },
  hidden(gone) {
    document.addEventListener('visibilitychange', () => document.hidden && gone())
    window.addEventListener('pagehide', gone)
  },
  save,
  title(words) {
    document.title = words
  },
}
