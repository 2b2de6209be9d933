import draft from './draft.json'
import outbox from './outbox.json'
import plain from './plain.json'
import telephone from './telephone.json'

/** One file an area; the key of a sentence is `file.name`, here and where it is read aloud (`/v1/speech/app/…`). */
const ALL = { draft, outbox, plain, telephone }

type Catalogue = typeof ALL

/** Every sentence of the app. */
export type Key = { [F in keyof Catalogue & string]: `${F}.${keyof Catalogue[F] & string}` }[keyof Catalogue & string]

const PLACE = /\{([A-Za-z_][A-Za-z0-9_]*)\}/g

function find(key: string): string {
  const [file, name] = key.split(/\.(.*)/) as [keyof Catalogue, string]
  return (ALL[file] as Record<string, string> | undefined)?.[name] ?? key
}

/** A sentence whose key is put together while the app runs; a key that is not there is shown as it is. */
export function words(key: string, values: Record<string, string | number> = {}): string {
  return find(key).replace(PLACE, (whole, name: string) => String(values[name] ?? whole))
}

/** A sentence of the catalogue, with what belongs in its places. */
export function t(key: Key, values: Record<string, string | number> = {}): string {
  return words(key, values)
}

/** What stands in the places of a sentence, in their order, for having it read aloud. */
export function placesOf(key: string, values: Record<string, string | number>): string[] {
  return [...find(key).matchAll(PLACE)].map(([, name]) => String(values[name ?? ''] ?? ''))
}
