import createClient, { type Middleware } from 'openapi-fetch'
import type { components, paths } from './schema'

export type Schemas = components['schemas']

/** What the API refuses with: RFC 9457, a code that stays and a sentence a worker can act on. */
export interface Problem {
  status: number
  code: string
  title: string
  detail: string
  request_id: string
  fields?: Record<string, string>[]
  [more: string]: unknown
}

/** A call that did not succeed; `status` 0 means that nothing came back. */
export class Refused extends Error {
  constructor(
    readonly status: number,
    readonly problem: Partial<Problem>,
  ) {
    super(problem.title ?? (status === 0 ? '现在连不上，请检查网络后再试。' : '没有做成，请再试一次。'))
  }

  get code(): string {
    return this.problem.code ?? ''
  }
}

/** What the session lends to every call, so that this file knows no store. */
export interface Carrier {
  token(): string | null
  renew(): Promise<boolean>
  ended(): void
}

let carrier: Carrier = { token: () => null, renew: () => Promise.resolve(false), ended: () => undefined }

/** Say who carries the token; the session store does so once. */
export function carriedBy(one: Carrier): void {
  carrier = one
}

const UNSAFE = new Set(['POST', 'PUT', 'DELETE'])

const carrying: Middleware = {
  onRequest({ request }) {
    const token = carrier.token()
    if (token && !request.headers.has('authorization')) request.headers.set('authorization', `Bearer ${token}`)
    if (UNSAFE.has(request.method) && !request.headers.has('idempotency-key')) {
      request.headers.set('idempotency-key', crypto.randomUUID())
    }
    return request
  },
}

/** Send; where the short token is over, renew it once and send the same thing again under the same key. */
async function send(request: Request): Promise<Response> {
  const again = request.clone()
  const got = await fetch(request)
  if (got.status !== 401 || !carrier.token() || request.url.includes('/v1/sign-in/')) return got
  if (!(await carrier.renew())) {
    carrier.ended()
    return got
  }
  again.headers.set('authorization', `Bearer ${carrier.token()}`)
  return fetch(again)
}

/** The same paths with headers as something a caller may give: key and token are put in by us. */
type Lenient<P> = {
  [K in keyof P]: {
    [M in keyof P[K]]: P[K][M] extends { parameters: infer Q }
      ? Omit<P[K][M], 'parameters'> & { parameters: Omit<Q, 'header'> & { header?: Record<string, string> } }
      : P[K][M]
  }
}

/** Typed calls to the API as `docs/openapi.json` describes it; the desk is served by the API itself. */
export const api = createClient<Lenient<paths>>({ baseUrl: '/', fetch: send })
api.use(carrying)

/** Unwrap an answer, or throw what the API refused with. */
export async function asked<T>(call: Promise<{ data?: T; error?: unknown; response: Response }>): Promise<T> {
  let got
  try {
    got = await call
  } catch {
    throw new Refused(0, {})
  }
  if (got.error !== undefined || !got.response.ok) {
    throw new Refused(got.response.status, (got.error ?? {}) as Partial<Problem>)
  }
  return got.data as T
}
