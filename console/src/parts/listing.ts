import { ref, type Ref } from 'vue'
import { Refused } from '@/api/client'

export interface Page<T> {
  items: T[]
  next?: string | null
}

export interface Listing<T> {
  items: Ref<T[]>
  next: Ref<string | null>
  state: Ref<'loading' | 'shown' | 'failed'>
  error: Ref<string>
  load: (more?: boolean) => Promise<void>
}

/** A list that is asked for page by page, and says honestly whether it is there, empty or could not be had. */
export function useListing<T>(ask: (after: string | null) => Promise<Page<T>>): Listing<T> {
  const items = ref([]) as Ref<T[]>
  const next = ref<string | null>(null)
  const state = ref<'loading' | 'shown' | 'failed'>('loading')
  const error = ref('')

  async function load(more = false): Promise<void> {
    if (!more) state.value = 'loading'
    try {
      const page = await ask(more ? next.value : null)
      items.value = more ? [...items.value, ...page.items] : page.items
      next.value = page.next ?? null
      state.value = 'shown'
    } catch (refused) {
      error.value = refused instanceof Refused ? refused.message : '没有取到，请再试一次。'
      state.value = 'failed'
    }
  }

  return { items, next, state, error, load }
}
