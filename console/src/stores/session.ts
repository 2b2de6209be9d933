import { defineStore } from 'pinia'
import { api, asked, carriedBy, Refused, type Schemas } from '@/api/client'
import { heldIn, recall, remember, type Held } from './held'

interface State {
  held: Held | null
  me: Schemas['StaffMe'] | null
  why: string
}

let renewing: Promise<boolean> | null = null

/** Who is signed in, by which tokens, and which rooms that opens. */
export const useSession = defineStore('session', {
  state: (): State => ({ held: recall(), me: null, why: '' }),

  getters: { isIn: (state): boolean => state.held !== null },

  actions: {
    /** Lend our token to every call. */
    carry(): void {
      carriedBy({
        token: () => this.held?.access ?? null,
        renew: () => this.renew(),
        ended: () => this.forget('登录已经过期，请重新登录。'),
      })
    },

    /** Note that somebody is at the keyboard. */
    touch(): void {
      if (!this.held) return
      this.held.touched = Date.now()
      remember(this.held)
    },

    /** Sign in; posts to choose from are given back where there are several. */
    async signIn(said: Schemas['StaffSignIn'], shared: boolean): Promise<Schemas['SignedIn']['choose']> {
      const got = await asked(api.POST('/v1/sign-in/staff', { body: said }))
      if (got.choose.length) return got.choose
      this.held = heldIn(got, shared)
      remember(this.held)
      await this.load()
      return []
    },

    async load(): Promise<void> {
      this.me = await asked(api.GET('/v1/staff/me'))
    },

    /** Go on in another of one's own posts. */
    async actAs(grant: string): Promise<void> {
      this.me = await asked(api.POST('/v1/staff/active-post', { body: { grant } }))
    },

    /** Renew the short token, once for all calls that ask for it; a cut network is no reason to sign out. */
    renew(): Promise<boolean> {
      renewing ??= this.renewNow().finally(() => (renewing = null))
      return renewing
    },

    async renewNow(): Promise<boolean> {
      if (!this.held) return false
      const { refresh, shared, touched } = this.held
      try {
        const got = heldIn(await asked(api.POST('/v1/sign-in/refresh', { body: { refresh_token: refresh } })), shared)
        this.held = got && { ...got, touched }
        remember(this.held)
        return got !== null
      } catch (error) {
        return !(error instanceof Refused && error.status > 0 && error.status < 500)
      }
    },

    /** Forget everything here, and say why on the sign-in page. */
    forget(reason = ''): void {
      this.$patch({ held: null, me: null, why: reason })
      remember(null)
    },

    async signOut(reason = ''): Promise<void> {
      if (this.held) await api.POST('/v1/sign-out').catch(() => undefined)
      this.forget(reason)
    },
  },
})
