import { expect, test } from 'vitest'
import { day, minute } from '@/parts/when'

test('moments are shown as Shanghai has them, wherever the computer stands', () => {
  expect(minute('2026-11-25T16:05:00Z')).toBe('11月26日 00:05')
  expect(day('2026-12-31T17:00:00Z')).toBe('2027年1月1日')
  expect(minute(null)).toBe('—')
})
