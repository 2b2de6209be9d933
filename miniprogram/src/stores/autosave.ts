import { getCurrentScope, onScopeDispose, ref, watch, type Ref } from 'vue'
import { device } from '@/platform'
import { useDrafts } from './drafts'

const SOON_MS = 600

export interface Autosaved {
  /** When what was found on the telephone had been saved, or null when there was nothing. */
  restoredFrom: Ref<number | null>
  savedAt: Ref<number | null>
  /** The key to send this under. */
  key: () => string
  flush(): void
  done(): void
}

/** Keep a form as she fills it: at most 600 ms after each change, and at once when the app goes out of sight. */
export function autosave<T extends object>(name: string, form: T, delicate: () => boolean = () => false): Autosaved {
  const drafts = useDrafts()
  const found = drafts.open<T>(name)
  if (found) Object.assign(form, found.value)
  const restoredFrom = ref(found?.savedAt ?? null)
  const savedAt = ref(found?.savedAt ?? null)
  let timer: ReturnType<typeof setTimeout> | null = null
  let over = false

  function save() {
    drafts.save(name, JSON.parse(JSON.stringify(form)), delicate())
    savedAt.value = Date.now()
  }
  function flush() {
    if (timer === null) return
    clearTimeout(timer)
    timer = null
    save()
  }
  const stop = watch(form, () => {
    if (over) return
    if (timer !== null) clearTimeout(timer)
    timer = setTimeout(flush, SOON_MS)
  }, { deep: true })
  device.hidden(flush)
  if (getCurrentScope()) onScopeDispose(() => (flush(), stop()))

  return {
    restoredFrom,
    savedAt,
    key() {
      if (!drafts.open(name)) save()
      return drafts.open(name)?.key ?? ''
    },
    flush,
    done() {
      over = true
      if (timer !== null) clearTimeout(timer)
      timer = null
      drafts.drop(name)
    },
  }
}
