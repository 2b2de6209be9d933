import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { mayPass, pauseAfter } from '@/sending/backoff'
import { useOutbox } from '@/stores/outbox'
import { useSession } from '@/stores/session'
import { useSettings } from '@/stores/settings'
import { ApiError, useHolder } from '@/api/client'
import { restart, settled, telephone, type Answer } from './telephone'

const CANARY = '金丝雀他打我'
const receipt = { requests: [{ id: 'r1', number: '3186 0427 5' }], number_kept: true, line: '' }
const asked = (key = 'k1', delicate = false) => ({
  key,
  what: 'request',
  call: { method: 'post' as const, template: '/v1/my/requests', body: { telling: CANARY } },
  delicate,
})

beforeEach(() => void vi.useFakeTimers())
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
  useHolder(null)
})

test('OFF-03 without a network it waits and says so; with one it goes, and 已收到 comes only with the receipt', async () => {
  const phone = telephone(() => ({ status: 201, data: receipt }))
  phone.offline()
  const one = useOutbox().send(asked())
  await settled()
  expect([one.state, one.reason, phone.sent.length]).toEqual(['waiting', '没有网，有网就自己发。', 0])
  phone.offline(false)
  useOutbox().flush()
  expect(one.state).toBe('sending')
  await settled()
  expect([one.state, one.number]).toEqual(['received', '3186 0427 5'])
})

test('OFF-02 OFF-03 what waits survives a kill and goes under the same key', async () => {
  const phone = telephone(() => ({ status: 201, data: receipt }))
  phone.offline()
  useOutbox().send(asked('k7'))
  await settled()
  restart()
  phone.offline(false)
  useOutbox().load()
  useOutbox().flush()
  await settled()
  expect(phone.sent.map((one) => one.header['idempotency-key'])).toEqual(['k7'])
  expect(phone.everythingStored()).not.toContain(CANARY)
})

test('OFF-02 two taps are one sending', async () => {
  const phone = telephone(() => ({ status: 201, data: receipt }))
  const outbox = useOutbox()
  expect(outbox.send(asked())).toBe(outbox.send(asked()))
  await settled()
  expect(phone.sent).toHaveLength(1)
})

test('OFF-04 it tries five times with longer pauses, then waits in the queue with a reason', async () => {
  const phone = telephone(() => null)
  const one = useOutbox().send(asked())
  await vi.runAllTimersAsync()
  expect([phone.sent.length, one.state, one.reason]).toEqual([5, 'waiting', '没有网，有网就自己发。'])
  expect([1, 2, 3, 4, 5].map((tries) => pauseAfter(tries, () => 1))).toEqual([1000, 2000, 4000, 8000, 16000])
  expect(pauseAfter(3, () => 0)).toBe(2000)
})

test('OFF-03 what the server refuses is 没成功 with its own sentence, is not tried by itself, and 再试 sends it', async () => {
  let answer: Answer = { status: 422, data: { code: 'x', title: '请再选一次。' } }
  const phone = telephone(() => answer)
  const one = useOutbox().send(asked())
  await settled()
  expect([one.state, one.reason, phone.sent.length]).toEqual(['failed', '请再选一次。', 1])
  answer = { status: 201, data: receipt }
  await useOutbox().again('k1')
  expect(one.state).toBe('received')
})

test('OFF-06 a picture that cannot be sent loses no word: the text is received, the picture waits', async () => {
  const phone = telephone((sent) => (sent.url.includes('uploads') ? null : { status: 201, data: receipt }))
  vi.stubGlobal('indexedDB', { open: () => { throw new Error('none') } })
  const { files } = await import('@/platform')
  const file = await files.keep(new ArrayBuffer(8), 'image/jpeg')
  const one = useOutbox().send({ ...asked(), media: [{ file, kind: 'picture', purpose: 'request' }] })
  await vi.runAllTimersAsync()
  expect([one.state, one.requestId, one.media[0]?.fileId]).toEqual(['received', 'r1', null])
  const words = phone.sent.filter((sent) => sent.url === '/v1/my/requests')
  expect(words).toHaveLength(1)
})

test('OFF-01 SAF-01 what is delicate lies in no storage unless she said so, and is sent all the same', async () => {
  const phone = telephone(() => ({ status: 201, data: receipt }))
  phone.offline()
  const one = useOutbox().send(asked('k2', true))
  await settled()
  expect(phone.everythingStored()).not.toContain(CANARY)
  useSettings().set({ delicate: 'keep' })
  useOutbox().keep()
  expect(phone.everythingStored()).toContain(CANARY)
  phone.offline(false)
  useOutbox().flush()
  await settled()
  expect(one.state).toBe('received')
  expect(phone.everythingStored()).not.toContain(CANARY)
})

test('a failure that only she can mend is not tried again', () => {
  const problem = (code: string) => ({ status: 409, code, title: '', detail: '', request_id: '' })
  expect(mayPass(new ApiError(409, problem('in_flight')))).toBe(true)
  expect(mayPass(new ApiError(409, problem('step_not_possible')))).toBe(false)
  expect(mayPass(new ApiError(503, null))).toBe(true)
})

test('SAF-03 what one person sent goes only while she uses the app, and waits for her meanwhile', async () => {
  const phone = telephone((sent) => ({ status: 201, data: sent.url.endsWith('numbers') ? { numbers: [] } : receipt }))
  const asks = () => phone.sent.filter((sent) => sent.url === '/v1/my/requests').length
  phone.offline()
  const session = useSession()
  session.profile = 'p1'
  const one = useOutbox().send(asked('k9', true))
  await settled()
  session.profile = 'p2'
  phone.offline(false)
  useOutbox().flush()
  await settled()
  expect([asks(), useOutbox().underWay.length, one.state]).toEqual([0, 0, 'waiting'])
  session.profile = 'p1'
  useOutbox().flush()
  await settled()
  expect([asks(), one.state]).toEqual([1, 'received'])
})
