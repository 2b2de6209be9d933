import { officeOptions, roleName, ROLES, catalogueOptions } from './choices'
import { api, asked, type Schemas } from '@/api/client'
import { send } from '@/parts/calls'
import { plan } from '@/parts/plan'
import { day } from '@/parts/when'

type Person = Schemas['StaffShown']

const post = async () => {
  const { townships } = await catalogueOptions()
  return [
    { name: 'role', label: '做什么', kind: 'choice', options: ROLES },
    { name: 'office', label: '在哪个单位', kind: 'choice', options: await officeOptions() },
    { name: 'divisions', label: '管哪些乡镇（县里的岗位不用选）', kind: 'many', options: townships, optional: true },
  ] as const
}

/** Who works here, in which posts; whoever leaves is shut out at once. */
export const room = plan<Person>({
  title: '工作人员',
  about: '给人岗位要两个管理员同意；停用一个人马上生效，他手上的事要交出去。',
  empty: '还没有工作人员。',
  ask: async () => ({ items: await asked(api.GET('/v1/admin/staff', { params: { query: { limit: 200 } } })) }),
  key: (one) => one.id,
  columns: [
    { label: '姓名', of: (one) => one.name },
    { label: '登录名', of: (one) => one.login_name },
    { label: '岗位', of: (one) => one.grants.map((grant) => roleName(grant.role)).join('、') || '还没有' },
    { label: '状态', of: (one) => (one.disabled ? '已停用' : '在用'), tone: (one) => (one.disabled ? 'bad' : 'accent') },
  ],
  news: [
    {
      label: '请一个人进来',
      explains: '他凭邀请码自己定密码；岗位要另一个管理员同意以后才有。',
      fields: async () => [
        { name: 'name', label: '姓名', kind: 'short', most: 30 },
        { name: 'login_name', label: '登录名（字母、数字、点）', kind: 'short', most: 60 },
        ...(await post()),
      ],
      do: (_row, body, key) => send('POST', '/v1/admin/staff/invitations', { body, key }),
      shows: (answer) => {
        const told = answer as Schemas['Invited']
        return [`邀请码：${told.code}`, `到 ${day(told.expires_at)} 为止，只显示这一次，请当面或打电话告诉本人。`]
      },
    },
  ],
  acts: [
    {
      label: '加一个岗位',
      explains: '要另一个管理员同意。',
      fields: post,
      when: (one) => !one.disabled,
      do: (one, body, key) => send('POST', '/v1/admin/staff/{staff_id}/grants', { path: { staff_id: one.id }, body, key }),
    },
    {
      label: '收回一个岗位',
      fields: (one) => [
        {
          name: 'grant',
          label: '收回哪一个',
          kind: 'choice',
          options: one.grants.map((grant) => ({ value: grant.id, label: `${roleName(grant.role)}（${grant.office}）` })),
        },
      ],
      when: (one) => !one.disabled && one.grants.length > 0,
      do: (one, body, key) =>
        send('DELETE', '/v1/admin/staff/{staff_id}/grants/{grant_id}', { path: { staff_id: one.id, grant_id: String(body.grant) }, key }),
    },
    {
      label: '停用',
      grave: true,
      explains: '他马上不能再登录；没办完的事会列出来请人接手。',
      when: (one) => !one.disabled,
      do: (one, _body, key) => send('POST', '/v1/admin/staff/{staff_id}/disable', { path: { staff_id: one.id }, key }),
    },
  ],
})
