import { storage } from '@/platform'

/** Names of what is kept on the telephone: by person, or for everybody who uses it. Never a word of hers in a name. */
const EVERYBODY = 'all'

export interface Box {
  read<T>(name: string): T | null
  write(name: string, value: unknown): boolean
  remove(name: string): void
  names(prefix: string): string[]
  clear(prefix?: string): void
}

/** What one person keeps on this telephone, or (null) what belongs to the telephone. */
export function box(profile: string | null): Box {
  const before = `${profile ?? EVERYBODY}.`
  const names = (prefix: string) => storage.keys(before + prefix).map((key) => key.slice(before.length))
  return {
    read: (name) => storage.read(before + name),
    write: (name, value) => storage.write(before + name, value),
    remove: (name) => storage.remove(before + name),
    names,
    clear: (prefix = '') => names(prefix).forEach((name) => storage.remove(before + name)),
  }
}
