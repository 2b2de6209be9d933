/** Read a number as it may be shown ("92%", "12", "≥84%"); what is hidden is no number. */
export function shownNumber(value: string | null): number | null {
  const found = value?.match(/^(\d+(?:\.\d+)?)%?$/)
  return found ? Number(found[1]) : null
}

/** A share of two counts that are both shown, in whole percent; nothing where one of them is hidden. */
export function share(part: string, whole: string): number | null {
  const [of, all] = [shownNumber(part), shownNumber(whole)]
  return of === null || all === null || all === 0 ? null : Math.round((of / all) * 100)
}

/** Hours as people say them. */
export function hours(value: number | null): string {
  if (value === null) return '—'
  return value < 48 ? `${value} 小时` : `${Math.round(value / 24)} 天`
}
