import { reactive } from 'vue'
import { API_BASE } from '@/api/client'

/** What the components need of the rest of the app, in one place. */
export const settings = reactive<{ scale: number }>({ scale: 1 })
export const network = reactive<{ online: boolean }>({ online: true })

const catalogues = import.meta.glob<Record<string, string>>('../strings/*.json', { eager: true, import: 'default' })
const texts = new Map<string, string>()
for (const [path, catalogue] of Object.entries(catalogues)) {
  const name = path.replace(/^.*\/|\.json$/g, '')
  for (const [key, words] of Object.entries(catalogue)) texts.set(`${name}.${key}`, words)
}

/** The words behind a key, with numbers and names in their places. */
export function t(key: string, places: Record<string, string | number> = {}): string {
  return (texts.get(key) ?? key).replace(/\{(\w+)\}/g, (_, name: string) => String(places[name] ?? ''))
}

/** What can be read aloud: a sentence of the app, what the county publishes, or a line of her own. */
export type Source =
  | { say: string; values?: Record<string, string | number> }
  | { published: string; key: string }
  | { request: string; event?: number; message?: string }
  | { notice: string }

/** Read a sentence of the app, or what the county publishes, aloud. */
export function listen(source: Source, ended: () => void): void {
  const [kind, key] = 'say' in source ? ['app', source.say] : 'published' in source ? [source.published, source.key] : []
  if (!kind || !key) return ended()
  const sound = uni.createInnerAudioContext()
  sound.onEnded(ended)
  sound.onError(ended)
  sound.src = `${API_BASE}/v1/speech/${kind}/${encodeURIComponent(key)}`
  sound.play()
}

export function leaveQuickly(): void {
  uni.reLaunch({ url: '/pages/home/index' })
}

if (import.meta.env.DEV) Object.assign(globalThis, { __scale: (scale: number) => (settings.scale = scale) })
