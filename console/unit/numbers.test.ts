import { expect, test } from 'vitest'
import { hours, share, shownNumber } from '@/rooms/figures/numbers'

test('RPT-03: what is hidden is no number, and no share is worked out from it', () => {
  expect(shownNumber('92%')).toBe(92)
  expect(shownNumber('<5')).toBeNull()
  expect(shownNumber('≥84%')).toBeNull()
  expect(share('8', '10')).toBe(80)
  expect(share('<5', '10')).toBeNull()
  expect(share('0', '0')).toBeNull()
})

test('RPT-02: hours are said as hours until two days', () => {
  expect(hours(47)).toBe('47 小时')
  expect(hours(72)).toBe('3 天')
  expect(hours(null)).toBe('—')
})
