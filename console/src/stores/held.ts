import type { Schemas } from '@/api/client'

export const IDLE_MS = 15 * 60 * 1000
const KEPT = 'desk'

/** The tokens of this tab, and when a hand was last at the keyboard. */
export interface Held {
  access: string
  refresh: string
  shared: boolean
  touched: number
}

/** Read what this tab holds; nothing where the computer is shared, the tab was closed or the pause was too long. */
export function recall(): Held | null {
  try {
    const held = JSON.parse(sessionStorage.getItem(KEPT) ?? 'null') as Held | null
    return held && Date.now() - held.touched < IDLE_MS ? held : null
  } catch {
    return null
  }
}

/** Keep the tokens for a reload of this tab; on a shared computer nowhere but in memory. */
export function remember(held: Held | null): void {
  if (held && !held.shared) sessionStorage.setItem(KEPT, JSON.stringify(held))
  else sessionStorage.removeItem(KEPT)
}

/** Take the tokens out of an answer; an answer that asks for a choice has none. */
export function heldIn(answer: Schemas['SignedIn'], shared: boolean): Held | null {
  const { access_token: access, refresh_token: refresh } = answer
  return access && refresh ? { access, refresh, shared, touched: Date.now() } : null
}
