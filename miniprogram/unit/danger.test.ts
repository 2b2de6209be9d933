import { expect, test } from 'vitest'
import county from '../../counties/500230/county.toml?raw'
import { DANGER_WORDS, dangersIn, type Danger } from '@/danger'

const PART = /\[\[danger_words\]\]\s*topic = "(\w+)"\s*words = \[([^\]]*)\]/g

test('RTE-07 the words kept on the telephone are the county’s own list', () => {
  const listed = [...county.matchAll(PART)].map(([, topic, words]) => [topic, [...(words ?? '').matchAll(/"([^"]+)"/g)].map((one) => one[1])] as const)
  expect(listed.length).toBe(3)
  for (const [topic, words] of listed) expect([...DANGER_WORDS[topic as Danger]]).toEqual(words)
})

test('RTE-07 danger is heard in the middle of a sentence and across spaces, and nowhere else', () => {
  expect(dangersIn('他喝了酒就 动手 打我')).toEqual(['violence'])
  expect(dangersIn('家里没钱看病')).toEqual([])
})
