import { defineStore } from 'pinia'
import { ApiError } from '@/api/client'
import { box } from './boxes'
import { without } from './records'
import { whenHidden } from './forgetting'
import { useSession } from './session'

export interface Kept<T> {
  value: T
  /** When the server said so. */
  at: number
  /** The network gave nothing just now: this is what was known before. */
  stale: boolean
}

type Entry = [at: number, value: unknown]

const BEFORE = 'c.'
const MOST = 60
/** Of her own, only these ever lie on the telephone; everything else of hers is known while the app is open. */
const MAY_STAY = [
  /^\/v1\/my\/requests(\?|$)/,
  /^\/v1\/my\/requests\/[0-9a-f-]{36}$/,
  /^\/v1\/my\/(enrolments|notices|profile|registration|loan|subscriptions|visits)(\?|$)/,
]

interface Levelled {
  level?: string
  items?: unknown[]
}

function ordinary(value: unknown): boolean {
  const level = (value as Levelled | null)?.level
  return level === undefined || level === 'normal'
}

/** What of an answer may lie on the telephone: nothing delicate and nothing closed, not even a line of a list. */
export function mayStay(name: string, value: unknown): unknown {
  if (name.startsWith('/v1/my/') && !MAY_STAY.some((one) => one.test(name))) return undefined
  if (!ordinary(value)) return undefined
  const items = (value as Levelled | null)?.items
  return Array.isArray(items) ? { ...(value as object), items: items.filter(ordinary) } : value
}

/** The last answers, so that her pages open without a network (OFF-07), by person; nothing closed is ever written down. */
export const useCache = defineStore('cache', {
  state: () => {
    whenHidden(() => useCache().forget())
    return { memory: {} as Record<string, Entry> }
  },
  actions: {
    room(name: string) {
      const mine = name.startsWith('/v1/my/')
      return { box: box(mine ? useSession().profile : null), key: `${mine ? useSession().profile : 'all'} ${name}` }
    },
    peek<T>(name: string): Kept<T> | null {
      const { box: at, key } = this.room(name)
      const found = this.memory[key] ?? at.read<Entry>(BEFORE + name)
      return found ? { value: found[1] as T, at: found[0], stale: true } : null
    },
    put(name: string, value: unknown) {
      const { box: at, key } = this.room(name)
      this.memory[key] = [Date.now(), value]
      const stays = mayStay(name, value)
      if (stays === undefined) return at.remove(BEFORE + name)
      const names = at.names(BEFORE)
      if (names.length >= MOST && !names.includes(BEFORE + name)) at.remove(names[0] ?? '')
      if (!at.write(BEFORE + name, [Date.now(), stays])) at.clear(BEFORE)
    },
    /** Ask the server; where nothing comes back, say what it said last. Throws only when there is neither. */
    async read<T>(name: string, call: () => Promise<T>): Promise<Kept<T>> {
      try {
        const value = await call()
        this.put(name, value)
        return { value, at: Date.now(), stale: false }
      } catch (error) {
        const known = this.peek<T>(name)
        if (known && error instanceof ApiError && error.mayPass) return known
        throw error
      }
    },
    drop(name: string) {
      const { box: at, key } = this.room(name)
      this.memory = without(this.memory, key)
      at.remove(BEFORE + name)
    },
    /** Everything that was known only while the app was open. */
    forget() {
      this.memory = {}
    },
  },
})
