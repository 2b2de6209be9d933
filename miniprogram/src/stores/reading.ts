import { ref, shallowRef } from 'vue'
import { ApiError } from '@/api/client'
import { useCache } from './cache'

export type ReadState = 'loading' | 'ready' | 'failed'

/** What a page shows of an answer: at once what is known, then what the server says now, and whether it could be asked. */
export function reading<T>(name: string, call: () => Promise<T>) {
  const value = shallowRef<T | null>(null)
  const state = ref<ReadState>('loading')
  /** When the server said so, where it is not new; null when it is. */
  const since = ref<number | null>(null)
  const trouble = ref('')

  async function load(): Promise<void> {
    const cache = useCache()
    const known = cache.peek<T>(name)
    if (known) show(known.value, known.at)
    else state.value = 'loading'
    try {
      const got = await cache.read(name, call)
      show(got.value, got.stale ? got.at : null)
    } catch (error) {
      trouble.value = troubleOf(error)
      if (!known) state.value = 'failed'
    }
  }
  function show(next: T, at: number | null): void {
    value.value = next
    since.value = at
    state.value = 'ready'
  }
  return { value, state, since, trouble, load }
}

/** The sentence she can act on. */
export function troubleOf(error: unknown): string {
  return error instanceof ApiError ? error.message : '没有成功，请再试。'
}

/** Something done with a tap: one at a time, and what went wrong in a sentence. */
export function doing() {
  const busy = ref(false)
  const trouble = ref('')
  async function run(act: () => Promise<unknown>): Promise<boolean> {
    if (busy.value) return false
    busy.value = true
    trouble.value = ''
    try {
      await act()
      return true
    } catch (error) {
      trouble.value = troubleOf(error)
      return false
    } finally {
      busy.value = false
    }
  }
  return { busy, trouble, run }
}
