/** Times as they are said, always those of the county (UTC+8), whatever the telephone is set to. */

const DAY_MS = 86_400_000
const OFFSET_MS = 8 * 3_600_000

const two = (number: number) => String(number).padStart(2, '0')
const local = (at: number) => new Date(at + OFFSET_MS)
const dayOf = (at: number) => Math.floor((at + OFFSET_MS) / DAY_MS)

/** 今天 09:20, 昨天 15:00, 11月3日, or 2025年11月3日. */
export function whenSaid(moment: string | number, now = Date.now()): string {
  const at = typeof moment === 'number' ? moment : new Date(moment).getTime()
  const day = local(at)
  const clock = `${two(day.getUTCHours())}:${two(day.getUTCMinutes())}`
  const ago = dayOf(now) - dayOf(at)
  if (ago === 0) return `今天 ${clock}`
  if (ago === 1) return `昨天 ${clock}`
  return dateSaid(at, now)
}

/** 11月3日, with the year when it is another one. */
export function dateSaid(moment: string | number, now = Date.now()): string {
  const day = local(typeof moment === 'number' ? moment : new Date(moment).getTime())
  const date = `${day.getUTCMonth() + 1}月${day.getUTCDate()}日`
  const year = day.getUTCFullYear()
  return year === local(now).getUTCFullYear() ? date : `${year}年${date}`
}
