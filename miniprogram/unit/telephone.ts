import { createPinia, setActivePinia } from 'pinia'
import { vi } from 'vitest'

interface Sent {
  url: string
  method: string
  data: unknown
  header: Record<string, string>
}

export interface Answer {
  status: number
  data?: unknown
}

/** A telephone for the tests: what it stored, what it sent, and how the server answers; `null` is no network. */
export function telephone(answer: (sent: Sent) => Answer | null) {
  const stored = new Map<string, string>()
  const sent: Sent[] = []
  vi.stubGlobal('navigator', { onLine: true })
  vi.stubGlobal('document', { documentElement: { style: {}, dataset: {} }, addEventListener: () => undefined })
  vi.stubGlobal('window', { addEventListener: () => undefined, removeEventListener: () => undefined })
  vi.stubGlobal('uni', {
    getStorageSync: (key: string) => stored.get(key) ?? '',
    setStorageSync: (key: string, value: string) => void stored.set(key, value),
    removeStorageSync: (key: string) => void stored.delete(key),
    getStorageInfoSync: () => ({ keys: [...stored.keys()] }),
    reLaunch: vi.fn(),
    request(call: Sent & { success: (got: unknown) => void; fail: (why: unknown) => void }) {
      sent.push(call)
      const came = answer(call)
      if (came) call.success({ statusCode: came.status, data: came.data ?? '', header: {} })
      else call.fail('none')
    },
  })
  restart()
  return {
    sent,
    stored,
    offline: (now = true) => vi.stubGlobal('navigator', { onLine: !now }),
    everythingStored: () => [...stored.entries()].flat().join('\n'),
  }
}

/** The app was killed and is opened again: only what was stored is left. */
export function restart(): void {
  setActivePinia(createPinia())
}

export const settled = async () => {
  for (let i = 0; i < 20; i += 1) await Promise.resolve()
}
