import { expect, test } from 'vitest'
import typed from '@/strings/index.ts?raw'
import { t, words } from '@/strings'

const files = import.meta.glob<Record<string, string>>('../src/strings/*.json', { eager: true, import: 'default' })
const catalogues = Object.entries(files).map(([path, texts]) => [path.replace(/^.*\/|\.json$/g, ''), texts] as const)
const sentences = catalogues.flatMap(([file, texts]) => Object.entries(texts).map(([name, text]) => [`${file}.${name}`, text] as const))

/** What an office says and nobody at home does (OFF-10). */
const JARGON = ['受理', '办结', '诉求', '提交', '审核', '权限', '异常', '错误码', '服务器', '终端', '客户端', '缓存', '令牌', '账号', '逾期', '事项', '申请人', '当事人', '予以', '核实', '主体', '身份认证', '授权', '隐私政策', '操作失败', '工单', '流程']
const LONGEST = 30

test('every file of the catalogue is known to the types', () => {
  const missing = catalogues.map(([file]) => file).filter((file) => !typed.includes(`import('./${file}.json')`))
  expect(missing).toEqual([])
})

test('OFF-10 no sentence is longer than thirty characters between its stops', () => {
  const parts = sentences.flatMap(([key, text]) => text.split(/[。！？；\n]/).map((part) => [key, part] as const))
  expect(parts.filter(([, part]) => [...part.replace(/\{\w+\}/g, '一二')].length > LONGEST)).toEqual([])
})

test('OFF-10 no sentence speaks like an office', () => {
  expect(sentences.filter(([, text]) => JARGON.some((word) => text.includes(word)))).toEqual([])
})

test('no sentence is empty', () => {
  expect(sentences.filter(([, text]) => !text.trim())).toEqual([])
})

test('a sentence has its numbers in their places, and a key that is not there is shown as it is', () => {
  expect(t('plain.season', { month: 5 })).toBe('5月里常见')
  expect(words('no.such')).toBe('no.such')
})
