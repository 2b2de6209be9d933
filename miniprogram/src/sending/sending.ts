import type { Verb } from '@/api/client'
import type { Medium } from './media'

/** Something she sent, until the server has it. */
export interface Sending {
  /** Whose it is: it goes only while she uses the app. */
  profile: string | null
  /** The Idempotency-Key, made on the telephone when she began to write. */
  key: string
  /** What it is, as a word of ours for the label; never her words. */
  what: string
  call: { method: Verb; template: string; path?: Record<string, string>; body?: unknown } | null
  media: Medium[]
  requestId: string | null
  /** A number the server gave beforehand, shown at once (REQ-02). */
  number: string | null
  /** Lies in memory only, unless she said that it may stay. */
  delicate: boolean
  state: 'waiting' | 'sending' | 'received' | 'failed'
  /** The sentence she reads beside it. */
  reason: string | null
  at: number
}

/** Whether the words are there and only sounds or pictures are still under way. */
export function onlyMediaLeft(one: Sending): boolean {
  return one.call === null && one.media.some((medium) => medium.fileId === null)
}

export function isDone(one: Sending): boolean {
  return one.call === null && !onlyMediaLeft(one)
}
