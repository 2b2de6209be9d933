import type { paths } from './schema'

/** Where the API is: empty on the web page, which the API itself serves. */
export const API_BASE: string = import.meta.env.VITE_API_BASE ?? ''
export const TIME_OUT_MS = 8_000

type Verb = 'get' | 'post' | 'put' | 'delete' // a mini-program has no PATCH
type Operation<P extends keyof paths, M extends Verb> = paths[P][M & keyof paths[P]]
type PathOf<M extends Verb> = {
  [P in keyof paths]: paths[P] extends Record<M, infer O> ? (O extends { responses: unknown } ? P : never) : never
}[keyof paths]
type Json<T> = T extends { content: { 'application/json': infer J } } ? J : undefined
type Answer<O> = O extends { responses: infer R } ? Json<R[keyof R & (200 | 201 | 202 | 204)]> : never
type Body<O> = O extends { requestBody: infer B } ? { body: Json<B> } : { body?: undefined }
type Query<O> = O extends { parameters: { query?: infer Q } } ? { query?: Q } : { query?: undefined }
type Path<O> = O extends { parameters: { path: infer A } } ? { path: A } : { path?: undefined }
type Asked<O> = Body<O> & Query<O> & Path<O> & { key?: string; version?: number }
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

interface Call {
  body?: unknown
  query?: Record<string, unknown>
  path?: Record<string, unknown>
  key?: string
  version?: number
}

let tokenOf: () => string | null = () => null

/** Say where the token of the person signed in is found; the session store does so once. */
export function useToken(find: () => string | null): void {
  tokenOf = find
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
  const token = tokenOf()
  return {
    'content-type': 'application/json',
    ...(token ? { authorization: `Bearer ${token}` } : {}),
    ...(call.key ? { 'idempotency-key': call.key } : {}),
    ...(call.version === undefined ? {} : { 'if-match': `"${call.version}"` }),
  }
}

function send(method: Verb, template: string, call: Call): Promise<unknown> {
  return new Promise((resolve, reject) => {
    uni.request({
      url: addressOf(template, call),
      method: method.toUpperCase() as 'GET',
      data: call.body as string | undefined,
      header: headersOf(call),
      timeout: TIME_OUT_MS,
      success: (got) => {
        if (got.statusCode >= 200 && got.statusCode < 300) return resolve(got.data)
        const headers = got.header as Record<string, string>
        const wait = Number(headers['retry-after'] ?? headers['Retry-After'])
        reject(new ApiError(got.statusCode, got.data as unknown as Problem, Number.isFinite(wait) ? wait : null))
      },
      fail: () => reject(new ApiError(0, null)),
    })
  })
}

type Caller<M extends Verb> = <P extends PathOf<M>>(
  path: P,
  ...asked: Arguments<Operation<P, M>>
) => Promise<Answer<Operation<P, M>>>

function caller<M extends Verb>(method: M): Caller<M> {
  return ((path: string, asked: Call = {}) => send(method, path, asked)) as unknown as Caller<M>
}

/** Typed calls to the API as `docs/openapi.json` describes it. */
export const api = { get: caller('get'), post: caller('post'), put: caller('put'), del: caller('delete') }
