import { expect, test } from 'vitest'
import { addressOf, filtersOf } from '@/rooms/queue/filters'

test('QUE-01: filters live in the address as codes, and come back as they were', () => {
  const address = addressOf({ queue: 'overdue', service: ['law.aid', 'aid.temp'], township: ['500230101'], due: 'today' })
  expect(address).toEqual({ queue: 'overdue', service: 'law.aid,aid.temp', township: '500230101', due: 'today' })
  expect(filtersOf(address)).toMatchObject({ queue: 'overdue', service: ['law.aid', 'aid.temp'], township: ['500230101'] })
})

test('a word about a person is no code and is left out', () => {
  expect(filtersOf({ service: '王小红', township: '500230101 or 1' })).toMatchObject({ service: [], township: [] })
})
