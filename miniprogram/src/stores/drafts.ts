import { defineStore } from 'pinia'
import { randomId } from '@/platform'
import { box } from './boxes'
import { whenHidden } from './forgetting'
import { without } from './records'
import { useSession } from './session'
import { useSettings } from './settings'

export interface Draft<T = unknown> {
  value: T
  savedAt: number
  /** The key it will be sent under: the same draft is never two things for the server (OFF-02). */
  key: string
}

export interface DraftNote {
  name: string
  savedAt: number
}

interface State {
  /** Delicate drafts she did not let stay: in memory only, gone with the app. */
  held: Record<string, Draft>
  /** Whether she is to be asked now if words about delicate things may stay on this telephone. */
  asking: boolean
  /** What is on the telephone, for drawing lists; the words themselves are read when they are opened. */
  notes: DraftNote[]
}

const BEFORE = 'draft.'

/** What she has not sent yet (OFF-01). Names are codes of ours, never her words. */
export const useDrafts = defineStore('drafts', {
  state: (): State => {
    whenHidden((how) => how !== 'locked' && useDrafts().forgetHeld())
    return { held: {}, asking: false, notes: [] }
  },
  actions: {
    mine() {
      return box(useSession().profile)
    },
    open<T>(name: string): Draft<T> | null {
      return (this.held[name] as Draft<T> | undefined) ?? this.mine().read<Draft<T>>(BEFORE + name)
    },
    /** Saves at once. `held` says that it lives in memory only, until she answers what is asked. */
    save(name: string, value: unknown, delicate = false): 'kept' | 'held' {
      const draft: Draft = { value, savedAt: Date.now(), key: this.open(name)?.key ?? randomId() }
      const answer = delicate ? useSettings().delicate : 'keep'
      if (answer === 'ask') this.asking = true
      if (answer !== 'keep' || !this.mine().write(BEFORE + name, draft)) return this.hold(name, draft)
      this.held = without(this.held, name)
      return 'kept'
    },
    hold(name: string, draft: Draft): 'held' {
      this.mine().remove(BEFORE + name)
      this.held[name] = draft
      return 'held'
    },
    /** Her answer, for this telephone: what is held goes to where it stays, or only there where it is. */
    answer(choice: 'keep' | 'never') {
      useSettings().set({ delicate: choice })
      this.asking = false
      if (choice === 'keep') Object.entries(this.held).forEach(([name, draft]) => this.save(name, draft.value, true))
    },
    drop(name: string) {
      this.held = without(this.held, name)
      this.mine().remove(BEFORE + name)
    },
    list(): DraftNote[] {
      const kept = this.mine().names(BEFORE).map((name) => name.slice(BEFORE.length))
      this.notes = [...new Set([...kept, ...Object.keys(this.held)])]
        .map((name) => ({ name, savedAt: this.open(name)?.savedAt ?? 0 }))
        .sort((one, other) => other.savedAt - one.savedAt)
      return this.notes
    },
    forgetHeld() {
      this.held = {}
      this.asking = false
    },
  },
})
