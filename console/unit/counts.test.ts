import { expect, test } from 'vitest'
import { eventsIn } from '@/live/counts'

test('an event is taken whole, and half an event waits for its rest', () => {
  const first = eventsIn('event: queues\ndata: {"a":\ndata: 1}\n\nevent: queues\nda')
  expect(first.events).toEqual([{ name: 'queues', data: '{"a":\n1}' }])
  expect(eventsIn(`${first.rest}ta: 2\r\n\r\n`).events).toEqual([{ name: 'queues', data: '2' }])
})

test('a heart-beat is no event', () => {
  expect(eventsIn(': ping\n\n').events).toEqual([])
})
