import { defineStore } from 'pinia'
import { api } from '@/api/client'
import { randomId } from '@/platform'
import { box } from './boxes'
import { useSession } from './session'

interface Given {
  number: string
  expires_at: string
}

const NAME = 'numbers'
const FEW = 5
let asking: Promise<void> | null = null

/** Receipt numbers the server gave beforehand, so that she sees hers at once even without a network (REQ-02). */
export const useNumbers = defineStore('numbers', {
  state: () => ({}),
  actions: {
    left(): Given[] {
      const kept = box(useSession().profile).read<Given[]>(NAME) ?? []
      return kept.filter((one) => new Date(one.expires_at).getTime() > Date.now())
    },
    take(): string | null {
      const [first, ...rest] = this.left()
      if (!first) return null
      box(useSession().profile).write(NAME, rest)
      return first.number
    },
    /** Ask for twenty more when few are left. A failure is no trouble: there is a number with the receipt anyway. */
    fill(): Promise<void> {
      if (!useSession().signedIn || this.left().length >= FEW) return Promise.resolve()
      asking ??= this.ask().finally(() => (asking = null))
      return asking
    },
    async ask() {
      const profile = useSession().profile
      const got = await api.post('/v1/my/receipt-numbers', { key: randomId() }).catch(() => null)
      if (got && profile === useSession().profile) box(profile).write(NAME, [...this.left(), ...got.numbers])
    },
  },
})
