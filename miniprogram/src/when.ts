/** Dates as one says them, in the county's time, whatever the telephone is set to. */
const OFFSET_MS = 8 * 3_600_000
const DAY_MS = 86_400_000
const two = (number: number) => String(number).padStart(2, '0')

function dayOf(moment: number): number {
  return Math.floor((moment + OFFSET_MS) / DAY_MS)
}

/** 今天 09:20 · 昨天 15:00 · 11月3日 08:00 */
export function spoken(at: string | number, now = Date.now()): string {
  const moment = typeof at === 'number' ? at : Date.parse(at)
  const there = new Date(moment + OFFSET_MS)
  const hour = `${two(there.getUTCHours())}:${two(there.getUTCMinutes())}`
  const ago = dayOf(now) - dayOf(moment)
  if (ago === 0) return `今天 ${hour}`
  if (ago === 1) return `昨天 ${hour}`
  return `${there.getUTCMonth() + 1}月${there.getUTCDate()}日 ${hour}`
}

/** The month this is, as the API writes it: 2026-11. */
export function thisMonth(now = Date.now()): { year: number; month: number } {
  const there = new Date(now + OFFSET_MS)
  return { year: there.getUTCFullYear(), month: there.getUTCMonth() + 1 }
}

export const monthText = (year: number, month: number): string => `${year}-${two(month)}`
