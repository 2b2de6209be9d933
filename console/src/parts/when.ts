const SHANGHAI = { timeZone: 'Asia/Shanghai' } as const
const MINUTE = new Intl.DateTimeFormat('zh-CN', { ...SHANGHAI, month: 'numeric', day: 'numeric', hour: '2-digit', minute: '2-digit', hour12: false })
const DAY = new Intl.DateTimeFormat('zh-CN', { ...SHANGHAI, year: 'numeric', month: 'numeric', day: 'numeric' })

/** A moment as people here say it: 11月25日 15:04, always Shanghai's. */
export function minute(at: string | null | undefined): string {
  if (!at) return '—'
  const part = Object.fromEntries(MINUTE.formatToParts(new Date(at)).map((one) => [one.type, one.value]))
  return `${part.month}月${part.day}日 ${part.hour}:${part.minute}`
}

/** A day: 2026年11月25日. */
export function day(at: string | null | undefined): string {
  if (!at) return '—'
  const part = Object.fromEntries(DAY.formatToParts(new Date(at)).map((one) => [one.type, one.value]))
  return `${part.year}年${part.month}月${part.day}日`
}
