import { afterEach, expect, test, vi } from 'vitest'
import { api, ApiError, useToken } from '@/api/client'

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

afterEach(() => {
  vi.unstubAllGlobals()
  useToken(() => null)
})

test('a call carries its token, its key and the version it saw, and fills the path', async () => {
  const request = answering((sent) => sent.success({ statusCode: 200, data: { ok: true }, header: {} }))
  useToken(() => 'a-token')
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
