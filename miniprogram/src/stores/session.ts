import { defineStore } from 'pinia'
import { api, ApiError } from '@/api/client'
import type { components } from '@/api/schema'
import { network, randomId, wechat } from '@/platform'
import { box } from './boxes'
import { forgetWhatIsHidden } from './forgetting'

type SignedIn = components['schemas']['SignedIn']
export type Person = components['schemas']['PersonShown']
export type Choice = SignedIn['choose'][number]

interface Tokens {
  access: string
  refresh: string
  until: number
}

interface Kept {
  tokens: Tokens | null
  profile: string | null
  hasPin: boolean
  /** Renewing was refused: she signs in again when there is a network and something must be hers (OFF-07). */
  ended: boolean
}

interface State extends Kept {
  locked: boolean
  /** Whether the server knows that it is locked; before it does, nothing else of hers is asked for. */
  told: boolean
  people: Person[]
}

const NAME = 'session'
const NOBODY: Kept = { tokens: null, profile: null, hasPin: false, ended: false }
/** A little before it runs out, so that a slow call does not arrive too late. */
const EARLY_MS = 15_000
let renewing: Promise<boolean> | null = null

function start(): State {
  const kept = { ...NOBODY, ...box(null).read<Partial<Kept>>(NAME) }
  return { ...kept, locked: kept.hasPin, told: !kept.hasPin, people: [] }
}

/** Who uses the app: a guest at first; tokens survive a restart; a PIN hides what is behind it (SAF-03, OFF-07). */
export const useSession = defineStore('session', {
  state: start,
  getters: {
    guest: (state) => state.profile === null,
    signedIn: (state) => state.profile !== null && !state.ended,
    mustSignInAgain: (state) => state.ended && network.online(),
  },
  actions: {
    keep() {
      box(null).write(NAME, { tokens: this.tokens, profile: this.profile, hasPin: this.hasPin, ended: this.ended })
    },
    take(answer: SignedIn): Choice[] {
      if (!answer.access_token || !answer.refresh_token) return answer.choose
      this.tokens = {
        access: answer.access_token,
        refresh: answer.refresh_token,
        until: Date.now() + (answer.expires_in ?? 0) * 1000,
      }
      this.profile = answer.profile
      this.ended = false
      this.keep()
      return []
    },
    async withCode(code: string, phoneCode: string | null = null) {
      const body = { code, phone_code: phoneCode }
      const answer = await api.post('/v1/sign-in/wechat', { body, bare: true })
      this.take(answer)
      await this.look()
      return answer.phone
    },
    async withWeChat(phoneCode: string | null = null) {
      if (!wechat) throw new Error('only in WeChat')
      return this.withCode(await wechat.loginCode(), phoneCode)
    },
    askCode(phone: string) {
      return api.post('/v1/sign-in/phone/codes', { body: { phone }, bare: true })
    },
    /** People to choose from by picture, or nobody when she is signed in. */
    async withPhone(phone: string, code: string, profile: string | null = null): Promise<Choice[]> {
      const choose = this.take(await api.post('/v1/sign-in/phone', { body: { phone, code, profile }, bare: true }))
      if (choose.length === 0) await this.look()
      return choose
    },
    /** One renewal at a time; without a network she stays who she is. */
    renew(): Promise<boolean> {
      renewing ??= this.renewOnce().finally(() => (renewing = null))
      return renewing
    },
    async renewOnce(): Promise<boolean> {
      if (!this.tokens || this.ended) return false
      try {
        this.take(await api.post('/v1/sign-in/refresh', { body: { refresh_token: this.tokens.refresh }, bare: true }))
        return true
      } catch (error) {
        if (error instanceof ApiError && error.status === 401) {
          this.ended = true
          this.keep()
        }
        return false
      }
    },
    async ready() {
      if (this.tokens && !this.ended && this.tokens.until - EARLY_MS < Date.now()) await this.renew()
      if (this.locked && !this.told) await this.tellLocked()
    },
    async tellLocked() {
      this.told = true
      await api.post('/v1/my/pin/lock').catch(() => (this.told = false))
    },
    /** Whether there is a PIN, and whether it was given. */
    async look() {
      const state = await api.get('/v1/my/pin')
      this.hasPin = state.has_pin
      this.locked = state.locked
      this.keep()
    },
    async loadPeople() {
      this.people = (await api.get('/v1/my/profiles')).items
    },
    async addPerson(picture: string) {
      await api.post('/v1/my/profiles', { body: { picture }, key: randomId() })
      await this.loadPeople()
    },
    async switchTo(person: string, pin: string | null) {
      const path = { profile_id: person }
      const answer = await api.post('/v1/my/profiles/{profile_id}/switch', { path, body: { pin } })
      forgetWhatIsHidden('left', this.profile)
      if (this.tokens) {
        this.tokens = { ...this.tokens, access: answer.access_token, until: Date.now() + answer.expires_in * 1000 }
      }
      this.profile = answer.profile
      this.hasPin = pin !== null
      this.locked = false
      this.keep()
    },
    async unlock(pin: string) {
      const state = await api.post('/v1/my/pin/unlock', { body: { pin } })
      this.locked = state.locked
    },
    async changePin(next: string | null, current: string | null) {
      const state = await api.put('/v1/my/pin', { body: { new: next, current }, key: randomId() })
      this.hasPin = state.has_pin
      this.locked = false
      this.keep()
    },
    /** Hide it at once on this telephone; the server hears of it as soon as it can. */
    lock() {
      if (!this.hasPin || this.locked) return
      this.locked = true
      forgetWhatIsHidden('locked', this.profile)
      this.told = false
      void this.ready()
    },
    async signOut() {
      await api.post('/v1/sign-out').catch(() => undefined)
      this.forget()
    },
    /** Nothing of this person stays on the telephone. */
    forget() {
      forgetWhatIsHidden('gone', this.profile)
      box(this.profile).clear()
      Object.assign(this, NOBODY, { locked: false, told: true, people: [] })
      this.keep()
    },
  },
})
