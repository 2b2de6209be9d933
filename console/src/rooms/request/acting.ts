import { api, asked, type Schemas } from '@/api/client'

type Taken = Schemas['StepTaken']
type Loose = (
  path: string,
  init: { params: { path: { request_id: string }; header: Record<string, string> }; body?: unknown },
) => Promise<{ data?: Taken; error?: unknown; response: Response }>

/** Take one literal step at the version that was seen; the key stays the same while it is tried again. */
export function take(step: string, request: { id: string; version: number }, body: unknown, key: string): Promise<Taken> {
  const header = { 'If-Match': `"${request.version}"`, 'Idempotency-Key': key }
  const post = api.POST as unknown as Loose
  return asked(post(`/v1/desk/requests/{request_id}/${step}`, { params: { path: { request_id: request.id }, header }, body }))
}
