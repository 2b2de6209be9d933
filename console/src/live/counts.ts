import { defineStore } from 'pinia'
import { ref } from 'vue'
import { api, asked, type Schemas } from '@/api/client'
import { useSession } from '@/stores/session'

const AGAIN_MS = 3_000
const LONGEST_MS = 60_000

/** Take the `data:` of each event out of a growing text; the unfinished rest is given back. */
export function eventsIn(text: string): { events: { name: string; data: string }[]; rest: string } {
  const blocks = text.replaceAll('\r\n', '\n').split('\n\n')
  const rest = blocks.pop() ?? ''
  const events = blocks.map((block) => {
    const lines = block.split('\n')
    const of = (field: string) =>
      lines.filter((line) => line.startsWith(`${field}:`)).map((line) => line.slice(field.length + 1).trimStart()).join('\n')
    return { name: of('event') || 'message', data: of('data') }
  })
  return { events: events.filter((one) => one.data !== '' || one.name !== 'message'), rest }
}

/** Read one stream to its end, and hand on each event. */
async function readStream(signal: AbortSignal, opened: () => void, take: (name: string, data: string) => void): Promise<void> {
  const headers = { authorization: `Bearer ${useSession().held?.access}` }
  const got = await fetch('/v1/desk/queues/stream', { headers, signal, cache: 'no-store' })
  if (!got.ok || !got.body) throw new Error(String(got.status))
  opened()
  const reader = got.body.pipeThrough(new TextDecoderStream()).getReader()
  for (let text = ''; ; ) {
    const { value, done } = await reader.read()
    if (done) return
    const { events, rest } = eventsIn(text + value)
    text = rest
    for (const one of events) take(one.name, one.data)
  }
}

let stop: AbortController | null = null

/** The numbers of every queue, pushed by the server; while the stream is cut they are asked for. */
export const useCounts = defineStore('counts', () => {
  const queues = ref<Schemas['QueueCount'][]>([])
  const changes = ref(0)
  const live = ref(false)

  async function ask(): Promise<void> {
    queues.value = (await asked(api.GET('/v1/desk/queues'))).queues
  }

  function take(name: string, data: string): void {
    if (name !== 'queues') return
    queues.value = (JSON.parse(data) as Schemas['Queues']).queues
    changes.value += 1
  }

  /** Listen until `end`; a cut stream is opened again, ever less often while it stays cut. */
  async function begin(): Promise<void> {
    end()
    const { signal } = (stop = new AbortController())
    for (let pause = AGAIN_MS; !signal.aborted; pause = Math.min(pause * 2, LONGEST_MS)) {
      await ask().catch(() => undefined)
      await readStream(signal, () => (live.value = true), take).then(
        () => (pause = AGAIN_MS / 2),
        () => undefined,
      )
      live.value = false
      await new Promise((resolve) => setTimeout(resolve, pause))
    }
  }

  function end(): void {
    stop?.abort()
    stop = null
  }

  return { queues, changes, live, ask, begin, end }
})
