import type { paths } from './schema'

/** Where the API is: empty on the web page, which the API itself serves. */
export const API_BASE: string = import.meta.env.VITE_API_BASE ?? ''
export const TIME_OUT_MS = 8_000

export type Verb = 'get' | 'post' | 'put' | 'delete' // a mini-program has no PATCH
type Operation<P extends keyof paths, M extends Verb> = paths[P][M & keyof paths[P]]
type PathOf<M extends Verb> = {
  [P in keyof paths]: paths[P] extends Record<M, infer O> ? (O extends { responses: unknown } ? P : never) : never
}[keyof paths]
type Json<T> = T extends { content: { 'application/json': infer J } } ? J : undefined
type Answer<O> = O extends { responses: infer R } ? Json<R[keyof R & (200 | 201 | 202 | 204)]> : never
// In brackets, so that a union of operations is not multiplied out.
type Body<O> = [O] extends [{ requestBody: infer B }] ? { body: Json<B> } : { body?: undefined }
type Query<O> = [O] extends [{ parameters: { query?: infer Q } }] ? { query?: Q } : { query?: undefined }
type Path<O> = [O] extends [{ parameters: { path: infer A } }] ? { path: A } : { path?: undefined }
type Asked<O> = Body<O> & Query<O> & Path<O> & { key?: string; version?: number; bare?: boolean }
type Arguments<O> = Record<string, never> extends Asked<O> ? [asked?: Asked<O>] : [asked: Asked<O>]

/** What the API refuses with: RFC 9457, a code that stays and a sentence she can act on. */
export interface Problem {
  status: number
  code: string
  title: string
  detail: string
  request_id: string
  fields?: Record<string, string>[]
}

/** A call that did not succeed; `status` 0 means that nothing came back. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly problem: Problem | null,
    readonly retryAfter: number | null = null,
  ) {
    super(problem?.title ?? '现在连不上网')
  }

  /** Whether sending the same thing again later may succeed. */
  get mayPass(): boolean {
    return this.status === 0 || this.status === 429 || this.status >= 500
  }
}

export interface Call {
  body?: unknown
  query?: Record<string, unknown>
  path?: Record<string, unknown>
  key?: string
  version?: number
  header?: Record<string, string>
  /** The answer is a sound or a file. */
  bytes?: boolean
  /** Without anybody's token: signing in and renewing. */
  bare?: boolean
}

/** Who is signed in, as far as a call has to know; the session store says so once. */
export interface Holder {
  token(): string | null
  /** Before a call: a token that has run out is renewed first; without a network the call goes on without. */
  ready(): Promise<void>
  /** After a 401: whether there is a new token to try once more with. */
  renew(): Promise<boolean>
}

const NOBODY: Holder = { token: () => null, ready: () => Promise.resolve(), renew: () => Promise.resolve(false) }
let holder: Holder = NOBODY

/** Say where the token of the person signed in is found. */
export function useHolder(one: Holder | null): void {
  holder = one ?? NOBODY
}

function addressOf(template: string, call: Call): string {
  const filled = template.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(call.path?.[name])))
  const pairs = Object.entries(call.query ?? {})
    .filter(([, value]) => value !== undefined && value !== null)
    .flatMap(([name, value]) => (Array.isArray(value) ? value : [value]).map((one) => [name, one] as const))
    .map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(String(value))}`)
  return API_BASE + filled + (pairs.length ? `?${pairs.join('&')}` : '')
}

function headersOf(call: Call): Record<string, string> {
  const token = call.bare ? null : holder.token()
  return {
    'content-type': 'application/json',
    ...(token ? { authorization: `Bearer ${token}` } : {}),
    ...(call.key ? { 'idempotency-key': call.key } : {}),
    ...(call.version === undefined ? {} : { 'if-match': `"${call.version}"` }),
    ...call.header,
  }
}

/** What came back: its headers under small letters. */
export interface Came {
  data: unknown
  header: Record<string, string>
}

function once(method: Verb, template: string, call: Call): Promise<Came> {
  return new Promise((resolve, reject) => {
    uni.request({
      url: addressOf(template, call),
      method: method.toUpperCase() as 'GET',
      data: call.body as string | undefined,
      header: headersOf(call),
      timeout: TIME_OUT_MS,
      ...(call.bytes ? { responseType: 'arraybuffer' } : {}),
      success: (got) => {
        const header = lowered(got.header as Record<string, string>)
        if (got.statusCode >= 200 && got.statusCode < 300) return resolve({ data: got.data, header })
        const wait = Number(header['retry-after'])
        reject(new ApiError(got.statusCode, problemOf(got.data), Number.isFinite(wait) ? wait : null))
      },
      fail: () => reject(new ApiError(0, null)),
    })
  })
}

function lowered(header: Record<string, string> | undefined): Record<string, string> {
  return Object.fromEntries(Object.entries(header ?? {}).map(([name, value]) => [name.toLowerCase(), value]))
}

function problemOf(data: unknown): Problem | null {
  return typeof data === 'object' && data !== null && 'code' in data ? (data as Problem) : null
}

/** Call the API by hand: what is kept and sent later, and what is not JSON. */
export async function send(method: Verb, template: string, call: Call = {}): Promise<Came> {
  if (call.bare) return once(method, template, call)
  await holder.ready()
  try {
    return await once(method, template, call)
  } catch (error) {
    if (!(error instanceof ApiError) || error.status !== 401 || !(await holder.renew())) throw error
    return once(method, template, call)
  }
}

type Caller<M extends Verb> = <P extends PathOf<M>>(
  path: P,
  ...asked: Arguments<Operation<P, M>>
) => Promise<Answer<Operation<P, M>>>

function caller<M extends Verb>(method: M): Caller<M> {
  return (async (path: string, asked: Call = {}) => (await send(method, path, asked)).data) as unknown as Caller<M>
}

/** Typed calls to the API as `docs/openapi.json` describes it. */
export const api = { get: caller('get'), post: caller('post'), put: caller('put'), del: caller('delete') }
