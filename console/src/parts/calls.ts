import { api, asked } from '@/api/client'

type Method = 'POST' | 'PUT' | 'DELETE'
type Loose = (path: string, init: unknown) => Promise<{ data?: unknown; error?: unknown; response: Response }>

interface Sent {
  path?: Record<string, string>
  body?: unknown
  key?: string
  version?: number
}

/** Send what a form collected: its shape was asked for field by field, the API judges it. */
export function send(method: Method, path: string, sent: Sent = {}): Promise<unknown> {
  const header = {
    ...(sent.key ? { 'Idempotency-Key': sent.key } : {}),
    ...(sent.version === undefined ? {} : { 'If-Match': `"${sent.version}"` }),
  }
  const call = api[method] as unknown as Loose
  return asked(call(path, { params: { path: sent.path ?? {}, header }, body: sent.body }))
}
