import { afterEach, expect, test, vi } from 'vitest'
import { reactive, nextTick } from 'vue'
import { api } from '@/api/client'
import { files } from '@/platform'
import { autosave } from '@/stores/autosave'
import { useCache } from '@/stores/cache'
import { useDrafts } from '@/stores/drafts'
import { forgetWhatIsHidden } from '@/stores/forgetting'
import { sweep } from '@/stores/sweeping'
import { restart, telephone, type Answer } from './telephone'

const CANARY = '金丝雀他打我'

afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

test('OFF-01 a form is saved within two seconds of a change, survives a kill and says when it was saved', async () => {
  vi.useFakeTimers()
  telephone(() => null)
  const form = reactive({ telling: '' })
  autosave('ask', form)
  form.telling = '钱不够用'
  await nextTick()
  await vi.advanceTimersByTimeAsync(1_000)
  restart()
  const again = reactive({ telling: '' })
  const kept = autosave('ask', again)
  expect(again.telling).toBe('钱不够用')
  expect(Date.now() - (kept.restoredFrom.value ?? 0)).toBeLessThan(2_000)
})

test('OFF-02 a draft keeps the key it will be sent under, also after a kill', () => {
  telephone(() => null)
  const first = autosave('ask', reactive({ telling: '一' })).key()
  restart()
  expect(autosave('ask', reactive({ telling: '' })).key()).toBe(first)
})

test('OFF-01 words about something delicate are asked about first, and lie in no storage until she says so', () => {
  const phone = telephone(() => null)
  const drafts = useDrafts()
  expect(drafts.save('ask', { telling: CANARY }, true)).toBe('held')
  expect([drafts.asking, phone.everythingStored().includes(CANARY)]).toEqual([true, false])
  expect(drafts.open<{ telling: string }>('ask')?.value.telling).toBe(CANARY)
  drafts.answer('keep')
  expect(phone.everythingStored()).toContain(CANARY)
  drafts.answer('never')
  drafts.save('ask', { telling: CANARY }, true)
  expect(phone.everythingStored()).not.toContain(CANARY)
})

test('SAF-01 leaving takes away the drafts she did not let stay', () => {
  telephone(() => null)
  useDrafts().save('ask', { telling: CANARY }, true)
  forgetWhatIsHidden('left', null)
  expect(useDrafts().open('ask')).toBeNull()
})

test('OFF-07 what was read before opens without a network, and says that it is not new', async () => {
  let answer: Answer | null = { status: 200, data: { items: [{ code: 'a' }] } }
  telephone(() => answer)
  const read = () => useCache().read('/v1/services', () => api.get('/v1/services'))
  expect((await read()).stale).toBe(false)
  answer = null
  restart()
  expect(await read()).toMatchObject({ stale: true, value: { items: [{ code: 'a' }] } })
  await expect(useCache().read('/v1/loans', () => api.get('/v1/loans'))).rejects.toMatchObject({ status: 0 })
})

test('SAF-01 SAF-04 nothing closed or delicate is ever written down: not a request, not a line of a list, not her code word', async () => {
  const phone = telephone(() => null)
  const cache = useCache()
  const id = '0190a000-0000-7000-8000-000000000000'
  cache.put('/v1/my/requests', { items: [{ level: 'normal', telling: '修路' }, { level: 'closed', telling: CANARY }] })
  cache.put(`/v1/my/requests/${id}`, { level: 'closed', telling: CANARY })
  cache.put(`/v1/my/requests/${id}/counselling`, { words: CANARY })
  cache.put('/v1/my/safe-contact', { code_word: CANARY })
  expect(phone.everythingStored()).toContain('修路')
  expect(phone.everythingStored()).not.toContain(CANARY)
  expect(cache.peek(`/v1/my/requests/${id}`)?.value).toMatchObject({ telling: CANARY })
  forgetWhatIsHidden('left', null)
  expect(cache.peek(`/v1/my/requests/${id}`)).toBeNull()
})

test('SAF-03 locking keeps what she was writing for when she opens it again; leaving does not', () => {
  telephone(() => null)
  useDrafts().save('ask', { telling: CANARY }, true)
  forgetWhatIsHidden('locked', null)
  expect(useDrafts().open('ask')).not.toBeNull()
  forgetWhatIsHidden('left', null)
  expect(useDrafts().open('ask')).toBeNull()
})

test('SAF-01 a recording goes with the draft it belonged to, one that is still needed stays', async () => {
  telephone(() => null)
  vi.stubGlobal('indexedDB', { open: () => { throw new Error('none') } })
  const dropped = await files.keep(new ArrayBuffer(4), 'audio/webm')
  const needed = await files.keep(new ArrayBuffer(4), 'audio/webm')
  const sending = await files.keep(new ArrayBuffer(4), 'image/jpeg')
  await files.keep(new ArrayBuffer(4), 'audio/mp4', 'sound-app-home.m4a')
  useDrafts().save('ask', { clips: [needed] })
  await sweep([{ media: [sending] }])
  expect((await files.list()).sort()).toEqual([needed.id, sending.id, 'sound-app-home.m4a'].sort())
  expect(await files.read(dropped.id)).toBeNull()
})
