export type Value = string | string[] | boolean | number | undefined
export type Values = Record<string, Value>

/** `words` is a text she will read, `line` one that only offices read, `short` one line of anything. */
export type Kind = 'words' | 'line' | 'short' | 'secret' | 'lines' | 'choice' | 'many' | 'yes' | 'tick' | 'number' | 'date' | 'time'

export interface Option {
  value: string
  label: string
  note?: string
  warn?: string
  disabled?: boolean
}

/** One thing a form asks for. */
export interface Field {
  name: string
  label: string
  kind: Kind
  optional?: boolean
  hint?: string
  least?: number
  most?: number
  options?: readonly Option[]
  /** What the two answers of a yes-or-no are called. */
  yes?: string
  no?: string
}

/** Make options out of pairs. */
export function pairs(list: readonly (readonly [string, string])[]): Option[] {
  return list.map(([value, label]) => ({ value, label }))
}

/** Make the body of a call out of what was filled in; what is empty and may be is left out. */
export function bodyOf(fields: readonly Field[], values: Values): Record<string, unknown> {
  const filled = fields.map((field): [string, unknown] => {
    const value = values[field.name]
    if (field.kind !== 'lines') return [field.name, typeof value === 'string' ? value.trim() : value]
    const lines = String(value ?? '').split('\n')
    return [field.name, lines.map((one) => one.trim()).filter(Boolean)]
  })
  return Object.fromEntries(filled.filter(([, value]) => value !== undefined && value !== ''))
}

function isEmpty(value: Value): boolean {
  return value === undefined || (typeof value === 'string' && !value.trim()) || (Array.isArray(value) && !value.length)
}

function isTooShort(field: Field, value: Value): boolean {
  return typeof value === 'string' && value.trim().length < (field.least ?? 0)
}

/** Say what is still missing, the first field first; nothing where all is there. */
export function missingIn(fields: readonly Field[], values: Values): string | null {
  for (const field of fields) {
    const value = values[field.name]
    if (isEmpty(value) && (field.optional || field.kind === 'tick')) continue
    if (isEmpty(value)) return `请填“${field.label}”。`
    if (isTooShort(field, value)) return `“${field.label}”至少 ${field.least} 个字。`
  }
  return null
}
