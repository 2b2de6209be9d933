import { afterEach, expect, test, vi } from 'vitest'
import ts from 'typescript'
import { api, useHolder } from '@/api/client'
import leaveText from '@/leave.ts?raw'
import swapText from '@/platform/h5/leaving.ts?raw'
import { sha256 } from '@/sending/sha256'
import { useSession } from '@/stores/session'
import { restart, settled, telephone, type Answer } from './telephone'

const signedIn = (access: string, expires = 600) => ({
  access_token: access,
  refresh_token: `${access}-refresh`,
  expires_in: expires,
  county: '500230',
  kind: 'woman',
  profile: 'p1',
  choose: [],
  phone: null,
})

function server(refresh: () => Answer | null) {
  return telephone((sent) => {
    if (sent.url.endsWith('/refresh')) return refresh()
    if (sent.url.includes('/sign-in/')) return { status: 200, data: signedIn('one', 0) }
    if (sent.url.endsWith('/pin')) return { status: 200, data: { has_pin: false, locked: false } }
    return { status: sent.header.authorization === 'Bearer two' ? 200 : 401, data: { code: 'x' } }
  })
}

function hold() {
  const session = useSession()
  useHolder({ token: () => session.tokens?.access ?? null, ready: () => session.ready(), renew: () => session.renew() })
  return session
}

afterEach(() => {
  vi.unstubAllGlobals()
  useHolder(null)
})

test('OFF-07 ten calls with a token that has run out renew it once', async () => {
  const phone = server(() => ({ status: 200, data: signedIn('two') }))
  const session = hold()
  await session.withPhone('13900000000', '123456')
  await Promise.all(Array.from({ length: 10 }, () => api.get('/v1/my/profile')))
  const renewals = phone.sent.filter((one) => one.url.endsWith('/refresh'))
  expect(renewals.length).toBe(1)
})

test('OFF-07 without a network nobody is signed out; only a refusal asks her to sign in again, and she stays herself', async () => {
  let answer: Answer | null = null
  server(() => answer)
  const session = hold()
  session.take(signedIn('one', 0) as never)
  await expect(api.get('/v1/my/profile')).rejects.toMatchObject({ status: 401 })
  expect([session.signedIn, session.mustSignInAgain]).toEqual([true, false])
  answer = { status: 401, data: { code: 'unauthenticated' } }
  await expect(api.get('/v1/my/profile')).rejects.toMatchObject({ status: 401 })
  expect([session.profile, session.mustSignInAgain]).toEqual(['p1', true])
})

test('SAF-03 a person with a PIN is locked again whenever the app is opened', () => {
  telephone(() => null)
  const session = useSession()
  session.take(signedIn('one') as never)
  session.hasPin = true
  session.keep()
  restart()
  expect(useSession().locked).toBe(true)
})

test('a digest made on the telephone is the one everybody makes', async () => {
  for (const length of [0, 1, 55, 56, 64, 1000]) {
    const data = Uint8Array.from({ length }, (_, i) => i % 251).buffer
    const theirs = new Uint8Array(await crypto.subtle.digest('SHA-256', data))
    expect(sha256(data)).toBe([...theirs].map((one) => one.toString(16).padStart(2, '0')).join(''))
  }
})

/** The statements of a function of a file, as they stand there. */
function statementsOf(text: string, name: string): { first: string; waits: boolean; isAsync: boolean } {
  const source = ts.createSourceFile('it.ts', text, ts.ScriptTarget.ESNext, true)
  let found: ts.FunctionDeclaration | undefined
  source.forEachChild((node) => {
    if (ts.isFunctionDeclaration(node) && node.name?.text === name) found = node
  })
  if (!found?.body) throw new Error(`no ${name}`)
  const body = found.body.getText(source)
  return {
    first: found.body.statements[0]?.getText(source) ?? '',
    waits: /\bawait\b|\.then\(|setTimeout|nextTick/.test(body),
    isAsync: found.modifiers?.some((one) => one.kind === ts.SyntaxKind.AsyncKeyword) ?? false,
  }
}

test('SAF-01 nothing stands before the swap to the plain page and nothing is waited for', () => {
  expect(statementsOf(leaveText, 'leaveQuickly')).toEqual({ first: 'leaving.swapToPlain()', waits: false, isAsync: false })
  const swap = statementsOf(swapText, 'swapToPlain')
  expect([swap.first, swap.waits, swap.isAsync]).toEqual(['uni.reLaunch({ url: PLAIN })', false, false])
})

test('SAF-03 the server hears of a lock before anything else of hers is asked for, also when the first word was lost', async () => {
  let reachable = false
  const phone = telephone((sent) => (reachable || !sent.url.endsWith('/lock') ? { status: 200, data: {} } : null))
  const session = hold()
  session.take(signedIn('one') as never)
  session.hasPin = true
  session.lock()
  await settled()
  expect([session.locked, session.told]).toEqual([true, false])
  reachable = true
  await api.get('/v1/my/requests')
  expect(phone.sent.slice(-2).map((one) => one.url)).toEqual(['/v1/my/pin/lock', '/v1/my/requests'])
})
