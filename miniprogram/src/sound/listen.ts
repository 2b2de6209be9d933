import { ApiError, send } from '@/api/client'
import { files, player, type Kept } from '@/platform'
import { whenHidden } from '@/stores/forgetting'
import { placesOf } from '@/strings'

/** What can be heard: what is published (by its kind and key at `/v1/speech`), a sentence of the app, or a line of her own. */
export type Source =
  | { published: string; key: string; numbers?: string[] }
  | { say: string; values?: Record<string, string | number> }
  | { request: string; event?: number; message?: string }
  | { notice: string }

export type Heard = 'playing' | 'missing' | 'offline'

interface Asked {
  method: 'get' | 'post'
  address: string
  mine: boolean
}

const IN_MEMORY = new Map<string, ArrayBuffer>()
const TYPE = 'audio/mp4'
const NOW = 'sound-now.m4a'

whenHidden(() => {
  IN_MEMORY.clear()
  void files.drop(NOW)
})

function published(kind: string, key: string, numbers: string[]): Asked {
  const query = numbers.map((number) => `n=${encodeURIComponent(number)}`).join('&')
  return { method: 'get', address: `/v1/speech/${kind}/${encodeURIComponent(key)}${query ? `?${query}` : ''}`, mine: false }
}

function ofRequest(source: { request: string; event?: number; message?: string }): Asked {
  const before = `/v1/my/requests/${source.request}`
  if (source.event !== undefined) return { method: 'post', address: `${before}/events/${source.event}/speech`, mine: true }
  if (source.message) return { method: 'post', address: `${before}/messages/${source.message}/speech`, mine: true }
  return { method: 'post', address: `${before}/speech`, mine: true }
}

export function askedFor(source: Source): Asked {
  if ('published' in source) return published(source.published, source.key, source.numbers ?? [])
  if ('say' in source) return published('app', source.say, placesOf(source.say, source.values ?? {}))
  if ('notice' in source) return { method: 'post', address: `/v1/my/notices/${source.notice}/speech`, mine: true }
  return ofRequest(source)
}

/** A name for a file made from an address: letters and digits only. */
function nameOf(address: string): string {
  return `sound-${address.replace(/[^A-Za-z0-9]+/g, '-').slice(-90)}.m4a`
}

async function known({ mine, address }: Asked): Promise<ArrayBuffer | null> {
  return mine ? (IN_MEMORY.get(address) ?? null) : files.read(nameOf(address))
}

/** What is published stays on the telephone; a line of hers only in memory, until she locks, leaves or closes the app. */
async function fetched(asked: Asked): Promise<ArrayBuffer> {
  const { data } = await send(asked.method, asked.address, { bytes: true })
  const bytes = data as ArrayBuffer
  if (asked.mine) IN_MEMORY.set(asked.address, bytes)
  else await files.keep(bytes, TYPE, nameOf(asked.address))
  return bytes
}

/** A line of hers lies in a file only while it is played, and always in the same one. */
async function lent(bytes: ArrayBuffer): Promise<Kept> {
  await files.drop(NOW)
  return files.keep(bytes, TYPE, NOW)
}

/** Read something aloud; it works without a network for what was heard before (MSG-04). */
export async function listen(source: Source, ended: () => void = () => undefined): Promise<Heard> {
  const asked = askedFor(source)
  try {
    const bytes = (await known(asked)) ?? (await fetched(asked))
    const file = asked.mine ? await lent(bytes) : { id: nameOf(asked.address), type: TYPE, size: bytes.byteLength }
    player.play(await files.address(file), { onEnd: ended })
    return 'playing'
  } catch (error) {
    ended()
    return error instanceof ApiError && error.status === 0 ? 'offline' : 'missing'
  }
}

/** Be quiet. */
export function hush(): void {
  player.stop()
}
