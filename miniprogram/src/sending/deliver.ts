import { ApiError, send } from '@/api/client'
import { MOST_TRIES, mayPass, pauseAfter } from './backoff'
import { sendMedium } from './media'
import { isDone, type Sending } from './sending'

export interface Tools {
  online(): boolean
  wait(ms: number): Promise<void>
  /** The item changed: keep it. */
  changed(one: Sending): void
  /** The server has the words; this is what it said. */
  received(one: Sending, answer: unknown): void
  words(reason: 'offline' | 'busy' | 'signIn' | 'refused' | 'media'): string
}

interface Receipt {
  requests?: { id: string; number: string }[]
}

async function sendWords(one: Sending, tools: Tools): Promise<void> {
  if (!one.call) return
  const { method, template, path, body } = one.call
  const { data } = await send(method, template, { path, body, key: one.key })
  const first = (data as Receipt | null)?.requests?.[0]
  if (first) Object.assign(one, { requestId: first.id, number: first.number })
  one.call = null
  one.state = 'received'
  tools.changed(one)
  tools.received(one, data)
}

async function sendMedia(one: Sending, tools: Tools): Promise<void> {
  for (const medium of one.media) {
    if (medium.fileId !== null) continue
    await sendMedium(medium, one.requestId, () => tools.changed(one))
  }
}

/** Say how it stands with what could not be sent now, and whether the same may be tried again by itself. */
function settle(one: Sending, error: unknown, tools: Tools): 'again' | 'over' {
  const wordsSent = one.call === null && one.requestId !== null
  const status = statusOf(error)
  const again = mayPass(error)
  one.state = again ? stillGoing(wordsSent) : 'failed'
  one.reason = again ? tools.words(REASONS.get(status) ?? 'busy') : refusal(error, wordsSent, tools)
  tools.changed(one)
  return status === 401 || !again ? 'over' : 'again'
}

const REASONS = new Map<number | null, 'offline' | 'signIn'>([
  [0, 'offline'],
  [401, 'signIn'],
])

const statusOf = (error: unknown) => (error instanceof ApiError ? error.status : null)

const stillGoing = (wordsSent: boolean) => (wordsSent ? 'received' : 'waiting')

function refusal(error: unknown, wordsSent: boolean, tools: Tools): string {
  const said = error instanceof ApiError ? error.problem?.title : null
  return said ?? tools.words(wordsSent ? 'media' : 'refused')
}

/** Send one thing: words first and their receipt, sounds and pictures after; five tries, then it waits (OFF-04, OFF-06). */
export async function deliver(one: Sending, tools: Tools): Promise<void> {
  for (let tries = 1; tries <= MOST_TRIES && tools.online(); tries += 1) {
    const error = await attempt(one, tools)
    if (error === null || settle(one, error, tools) === 'over') return
    await tools.wait(Math.max(pauseAfter(tries), asksToWait(error) * 1000))
  }
  if (one.call) one.state = 'waiting'
  one.reason ??= tools.words('offline')
  tools.changed(one)
}

/** One try: null when everything is there, else what stood in the way. */
async function attempt(one: Sending, tools: Tools): Promise<unknown> {
  if (one.call) one.state = 'sending'
  one.reason = null
  tools.changed(one)
  try {
    await sendWords(one, tools)
    await sendMedia(one, tools)
  } catch (error) {
    return error
  }
  if (isDone(one)) one.state = 'received'
  tools.changed(one)
  return null
}

function asksToWait(error: unknown): number {
  return error instanceof ApiError ? (error.retryAfter ?? 0) : 0
}
