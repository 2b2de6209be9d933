import { effectScope, reactive, type EffectScope } from 'vue'
import { autosave, type Autosaved } from './autosave'
import { box } from './boxes'
import { whenHidden, type How } from './forgetting'
import { useSession } from './session'
import { useSettings } from './settings'

const BEFORE = 'draft.'

export interface KeptForm<T> {
  form: T
  saved: Autosaved
}

/**
 * A form that several screens share and that outlives them, saved as she fills it. What a guest began becomes hers when
 * she signs in, and nothing of it stays behind with the telephone.
 */
export function keptForm<T extends object>(name: string, empty: () => T, delicate: (form: T) => boolean) {
  let now: (KeptForm<T> & { scope: EffectScope }) | null = null

  function begin() {
    const scope = effectScope(true)
    const form = reactive(empty()) as T
    const saved = scope.run(() => autosave(name, form, () => delicate(form))) as Autosaved
    return { form, saved, scope }
  }
  function drop(): void {
    now?.scope.stop()
    now = null
  }
  /** Left or signed out: what may not lie on this telephone is not saved in passing either. */
  function hide(how: How): void {
    if (how !== 'locked' && now && delicate(now.form) && useSettings().delicate !== 'keep') now.saved.done()
    drop()
  }
  whenHidden(hide)
  return {
    open(): KeptForm<T> {
      adopt(BEFORE + name)
      now ??= begin()
      return now
    },
    over(): void {
      now?.saved.done()
      drop()
    },
  }
}

function adopt(name: string): void {
  const profile = useSession().profile
  if (profile === null) return
  const begun = box(null).read(name)
  if (begun !== null && box(profile).read(name) === null) box(profile).write(name, begun)
  if (begun !== null) box(null).remove(name)
}
