import { api, asked, type Schemas } from '@/api/client'
import type { Option } from '@/parts/forms'
import { pairs } from '@/parts/forms'
import { useCatalogue } from '@/stores/catalogue'

export const ROLES = pairs([
  ['village_cadre', '村干部'],
  ['township_worker', '乡镇工作人员'],
  ['department_handler', '单位经办人'],
  ['department_head', '单位负责人'],
  ['county_desk', '县统筹岗'],
  ['social_worker', '社工'],
  ['closed_case_officer', '保密事项专人'],
  ['provider', '培训机构'],
  ['auditor', '审计人员'],
  ['admin', '管理员'],
])

export const roleName = (code: string): string => ROLES.find((one) => one.value === code)?.label ?? code

/** Every worker who can still sign in, with what they are. */
export async function staffOptions(): Promise<Option[]> {
  const staff = await asked(api.GET('/v1/admin/staff', { params: { query: { limit: 200 } } }))
  return staff.filter((one) => !one.disabled).map(optionOf)
}

function optionOf(one: Schemas['StaffShown']): Option {
  return { value: one.id, label: `${one.name}（${one.login_name}）` }
}

/** Every office that is there today. */
export async function officeOptions(): Promise<Option[]> {
  const offices = await asked(api.GET('/v1/admin/offices'))
  return offices.filter((one) => !one.valid_to && one.kind !== 'collective').map(({ code, name }) => ({ value: code, label: name }))
}

/** Every service and every township, by name. */
export async function catalogueOptions(): Promise<{ services: Option[]; townships: Option[] }> {
  const catalogue = useCatalogue()
  await catalogue.load()
  const coded = (list: { code: string; name: string }[]) => list.map(({ code, name }) => ({ value: code, label: name }))
  return { services: coded(catalogue.services), townships: coded(catalogue.townships) }
}
