import { expect, test } from 'vitest'
import { bodyOf, DESK_STEPS, missingIn } from '@/rooms/request/steps'

test('REQ-04: what is missing is told line by line, without empty ones', () => {
  expect(bodyOf(DESK_STEPS.ask, { body: '请补材料', missing: '户口本\n\n 结婚证 ' })).toEqual({
    body: '请补材料',
    missing: ['户口本', '结婚证'],
  })
})

test('QUE-07: handing the lead over needs ten characters', () => {
  expect(missingIn(DESK_STEPS.transfer, { office: 'justice', note: '请接着办' })).toContain('至少 10 个字')
  expect(missingIn(DESK_STEPS.transfer, { office: 'justice', note: '她想离婚，材料齐，请接着办理。' })).toBeNull()
})

test('a choice left open is not sent', () => {
  expect(bodyOf(DESK_STEPS.refer, { office: 'justice', note: '一起办', ground: '' })).toEqual({ office: 'justice', note: '一起办' })
})
