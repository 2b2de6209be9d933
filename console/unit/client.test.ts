import { expect, test } from 'vitest'
import { api } from '@/api/client'

test('the desk asks the API that serves it', async () => {
  const asked: string[] = []
  const answer = (request: Request) => {
    asked.push(new URL(request.url).pathname)
    return Promise.resolve(new Response('{"name":"丰都县"}', { headers: { 'content-type': 'application/json' } }))
  }
  const { data } = await api.GET('/v1/county', { baseUrl: 'http://127.0.0.1', fetch: answer })
  expect(data).toMatchObject({ name: '丰都县' })
  expect(asked).toEqual(['/v1/county'])
})
