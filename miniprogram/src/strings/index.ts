const files = import.meta.glob<Record<string, string>>('./*.json', { eager: true, import: 'default' })
const ALL = new Map<string, string>(
  Object.entries(files).flatMap(([path, texts]) => {
    const file = path.replace(/^\.\/|\.json$/g, '')
    return Object.entries(texts).map(([name, text]) => [`${file}.${name}`, text] as const)
  }),
)

/** The files of the catalogue, one an area; `file.name` is the key here and where it is read aloud (`/v1/speech/app/…`). */
interface Catalogue {
  ask: typeof import('./ask.json')
  contact: typeof import('./contact.json')
  courses: typeof import('./courses.json')
  data: typeof import('./data.json')
  draft: typeof import('./draft.json')
  follow: typeof import('./follow.json')
  home: typeof import('./home.json')
  inbox: typeof import('./inbox.json')
  letters: typeof import('./letters.json')
  lock: typeof import('./lock.json')
  looks: typeof import('./looks.json')
  mine: typeof import('./mine.json')
  outbox: typeof import('./outbox.json')
  parts: typeof import('./parts.json')
  people: typeof import('./people.json')
  pin: typeof import('./pin.json')
  plain: typeof import('./plain.json')
  register: typeof import('./register.json')
  signin: typeof import('./signin.json')
  telephone: typeof import('./telephone.json')
}

/** Every sentence of the app. */
export type Key = { [F in keyof Catalogue & string]: `${F}.${Exclude<keyof Catalogue[F] & string, 'default'>}` }[keyof Catalogue & string]

const PLACE = /\{([A-Za-z_][A-Za-z0-9_]*)\}/g

/** A sentence whose key is put together while the app runs; a key that is not there is shown as it is. */
export function words(key: string, values: Record<string, string | number> = {}): string {
  return (ALL.get(key) ?? key).replace(PLACE, (whole, name: string) => String(values[name] ?? whole))
}

/** A sentence of the catalogue, with what belongs in its places. */
export function t(key: Key, values: Record<string, string | number> = {}): string {
  return words(key, values)
}

/** What stands in the places of a sentence, in their order, for having it read aloud. */
export function placesOf(key: string, values: Record<string, string | number>): string[] {
  return [...(ALL.get(key) ?? '').matchAll(PLACE)].map(([, name]) => String(values[name ?? ''] ?? ''))
}
