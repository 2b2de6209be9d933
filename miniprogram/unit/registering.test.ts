import { beforeEach, expect, test } from 'vitest'
import { createPinia, setActivePinia } from 'pinia'
import { spoken, thisMonth } from '@/when'
import { familyOf } from '@/pages/requests/families'
import { inTopic, topicOf, type Service } from '@/pages/ask/topics'

beforeEach(() => setActivePinia(createPinia()))

test('a moment is said as one says it, in the county’s time', () => {
  const now = Date.parse('2026-11-25T01:00:00Z')
  expect(spoken('2026-11-25T00:20:00Z', now)).toBe('今天 08:20')
  expect(spoken('2026-11-24T15:59:00Z', now)).toBe('昨天 23:59')
  expect(spoken('2026-11-03T00:00:00Z', now)).toBe('11月3日 08:00')
  expect(thisMonth(Date.parse('2026-12-31T17:00:00Z'))).toEqual({ year: 2027, month: 1 })
})

test('REQ-14 every state belongs to one of four plain families', () => {
  expect(familyOf('triage')).toBe('got')
  expect(familyOf('ruling')).toBe('doing')
  expect(familyOf('resolved')).toBe('you')
  expect(familyOf('withdrawn')).toBe('done')
})

test('RTE-09 a service of another county still has a place, and 说不清 stands outside all of them', () => {
  const service = (code: string) => ({ code, can_ask: true }) as Service
  expect(topicOf('law.dv')).toBe('safe')
  expect(topicOf('fishing.boats')).toBe('life')
  expect(inTopic([service('other'), service('fishing.boats'), service('ledger.join')], 'life').map((one) => one.code)).toEqual(['fishing.boats'])
})
