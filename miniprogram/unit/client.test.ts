import { afterEach, expect, test, vi } from 'vitest'
import { api, ApiError, useHolder } from '@/api/client'

interface Sent {
  url: string
  method: string
  header: Record<string, string>
  success: (got: { statusCode: number; data: unknown; header: Record<string, string> }) => void
  fail: (why: unknown) => void
}

function answering(answer: (sent: Sent) => void) {
  const request = vi.fn(answer)
  vi.stubGlobal('uni', { request })
  return request
}

function holding(token: string, renewed: string | null = null) {
  let now = token
  return {
    token: () => now,
    ready: () => Promise.resolve(),
    renew: () => {
      if (renewed) now = renewed
      return Promise.resolve(renewed !== null)
    },
  }
}

afterEach(() => {
  vi.unstubAllGlobals()
  useHolder(null)
})

test('a call carries its token, its key and the version it saw, and fills the path', async () => {
  const request = answering((sent) => sent.success({ statusCode: 200, data: { ok: true }, header: {} }))
  useHolder(holding('a-token'))
  await api.post('/v1/my/requests/{request_id}/confirm', { path: { request_id: 'a b' }, key: 'k1' } as never)
  const sent = request.mock.calls[0]?.[0] as Sent
  expect(sent.url).toBe('/v1/my/requests/a%20b/confirm')
  expect(sent.method).toBe('POST')
  expect(sent.header).toMatchObject({ authorization: 'Bearer a-token', 'idempotency-key': 'k1' })
})

test('a refusal is an error with the sentence of the API, and says whether trying again may help', async () => {
  const problem = { status: 503, code: 'busy', title: '现在人多，请过一会儿再来', detail: '', request_id: 'r' }
  answering((sent) => sent.success({ statusCode: 503, data: problem, header: { 'retry-after': '7' } }))
  const refused = await api.get('/v1/services').catch((error: unknown) => error)
  expect(refused).toBeInstanceOf(ApiError)
  expect(refused).toMatchObject({ message: problem.title, retryAfter: 7, mayPass: true })
})

test('no answer at all is status 0', async () => {
  answering((sent) => sent.fail(undefined))
  await expect(api.get('/v1/services')).rejects.toMatchObject({ status: 0, mayPass: true })
})

test('a token that was refused is renewed once and the very same call goes again', async () => {
  const request = answering((sent) =>
    sent.success({ statusCode: sent.header.authorization === 'Bearer new' ? 200 : 401, data: { code: 'c' }, header: {} }),
  )
  useHolder(holding('old', 'new'))
  await api.post('/v1/my/requests/{request_id}/confirm', { path: { request_id: 'a' }, key: 'k1' } as never)
  const keys = request.mock.calls.map(([sent]) => sent.header['idempotency-key'])
  expect(keys).toEqual(['k1', 'k1'])
})

test('a token that cannot be renewed leaves the refusal as it is', async () => {
  const request = answering((sent) => sent.success({ statusCode: 401, data: { code: 'c' }, header: {} }))
  useHolder(holding('old'))
  await expect(api.get('/v1/my/profile')).rejects.toMatchObject({ status: 401 })
  expect(request).toHaveBeenCalledTimes(1)
})
