import { expect, test } from 'vitest'
import { bodyOf, missingIn, type Field } from '@/parts/forms'
import { DESK_STEPS } from '@/rooms/request/steps'

const fieldsOf = (step: string) => DESK_STEPS[step].fields as Field[]

test('REQ-04: what is missing is told line by line, without empty ones', () => {
  expect(bodyOf(fieldsOf('ask'), { body: '请补材料', missing: '户口本\n\n 结婚证 ' })).toEqual({
    body: '请补材料',
    missing: ['户口本', '结婚证'],
  })
})

test('QUE-07: handing the lead over needs ten characters', () => {
  expect(missingIn(fieldsOf('transfer'), { office: 'justice', note: '请接着办' })).toContain('至少 10 个字')
  expect(missingIn(fieldsOf('transfer'), { office: 'justice', note: '她想离婚，材料齐，请接着办理。' })).toBeNull()
})

test('a choice left open is not sent', () => {
  expect(bodyOf(fieldsOf('refer'), { office: 'justice', note: '一起办', ground: '' })).toEqual({ office: 'justice', note: '一起办' })
})
