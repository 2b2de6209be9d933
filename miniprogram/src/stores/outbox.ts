import { defineStore } from 'pinia'
import { network, type Kept } from '@/platform'
import { deliver } from '@/sending/deliver'
import { isDone, onlyMediaLeft, type Sending } from '@/sending/sending'
import type { Medium } from '@/sending/media'
import { t } from '@/strings'
import { box } from './boxes'
import { without } from './records'
import { useNumbers } from './numbers'
import { useSession } from './session'
import { useSettings } from './settings'

export type { Sending } from '@/sending/sending'

export interface ToSend {
  key: string
  what: string
  call: Sending['call']
  media?: { file: Kept; kind: Medium['kind']; purpose: Medium['purpose'] }[]
  requestId?: string
  /** Take one of the numbers given beforehand. */
  numbered?: boolean
  delicate?: boolean
}

const NAME = 'outbox'
const wait = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms))
const under = new Set<string>()

function made(asked: ToSend): Sending {
  const media = (asked.media ?? []).map((one, i) => ({ ...one, key: `${asked.key}-${i}`, uploadId: null, fileId: null }))
  return {
    profile: useSession().profile,
    key: asked.key,
    what: asked.what,
    call: asked.call,
    media,
    requestId: asked.requestId ?? null,
    number: null,
    delicate: asked.delicate ?? false,
    state: 'waiting',
    reason: null,
    at: Date.now(),
  }
}

/** What she sent and the server does not have yet (OFF-03); the words go first, 已收到 is never said before the receipt. */
export const useOutbox = defineStore('outbox', {
  state: () => ({
    items: [] as Sending[],
    /** What the server said, by key, while the app is open. */
    answers: {} as Record<string, unknown>,
  }),
  getters: {
    /** Hers who uses the app now. */
    mine: (state) => state.items.filter((one) => one.profile === useSession().profile),
    underWay(): Sending[] {
      return this.mine.filter((one) => one.state !== 'received' || onlyMediaLeft(one))
    },
  },
  actions: {
    /** Take up what this person had not sent yet when the app was closed. */
    load() {
      const kept = box(useSession().profile).read<Sending[]>(NAME) ?? []
      const fresh = kept.filter((one) => !this.find(one.key))
      this.items.push(...fresh.map((one) => ({ ...one, state: one.state === 'sending' ? ('waiting' as const) : one.state })))
    },
    keep(profile: string | null = useSession().profile) {
      const may = (one: Sending) => !one.delicate || useSettings().delicate === 'keep'
      const stay = this.items.filter((one) => one.profile === profile && !isDone(one) && may(one))
      if (stay.length) box(profile).write(NAME, stay)
      else box(profile).remove(NAME)
    },
    /** She signed out: nothing of hers goes any more. */
    forget(profile: string | null) {
      this.items = this.items.filter((one) => one.profile !== profile)
      this.answers = {}
    },
    find(key: string): Sending | undefined {
      return this.items.find((one) => one.key === key)
    },
    /** Put something on its way and answer at once; the same key twice is one thing (a double tap). */
    send(asked: ToSend): Sending {
      const known = this.find(asked.key)
      if (known) return known
      const one = made(asked)
      if (asked.numbered) this.number(one)
      this.items.push(one)
      this.keep()
      void this.deliver(asked.key)
      return this.find(asked.key) as Sending
    },
    number(one: Sending) {
      one.number = useNumbers().take()
      if (one.number && one.call) {
        one.call = { ...one.call, body: { ...(one.call.body as object), receipt_numbers: [one.number] } }
      }
    },
    async deliver(key: string) {
      const one = this.find(key)
      if (!one || under.has(key)) return
      under.add(key)
      const tools = {
        online: () => network.online() && one.profile === useSession().profile,
        wait,
        changed: () => this.keep(one.profile),
        received: (_: Sending, answer: unknown) => (this.answers[key] = answer),
        words: (reason: string) => t(`outbox.${reason}` as 'outbox.offline'),
      }
      try {
        await deliver(one, tools)
      } finally {
        under.delete(key)
      }
      if (network.online()) void useNumbers().fill()
    },
    /** Everything that waits goes again: there is a network, or she opened the app. */
    flush() {
      this.mine.filter((one) => !isDone(one) && one.state !== 'failed').forEach((one) => void this.deliver(one.key))
    },
    /** 再试 */
    again(key: string) {
      const one = this.find(key)
      if (one?.state === 'failed') one.state = 'waiting'
      return this.deliver(key)
    },
    /** She has seen it, or does not want it sent any more. */
    remove(key: string) {
      this.items = this.items.filter((one) => one.key !== key)
      this.answers = without(this.answers, key)
      this.keep()
    },
  },
})
