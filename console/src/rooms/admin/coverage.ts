import { api, asked, type Schemas } from '@/api/client'
import { plan } from '@/parts/plan'

/** Every service and township without a live named person; the aim is none. */
export const room = plan<Schemas['Gap']>({
  title: '服务空缺',
  about: '下面每一格都没有找得到的人。目标是零。',
  empty: '没有空缺：每件事、每个乡镇都有找得到的人。',
  ask: () => asked(api.GET('/v1/admin/coverage-gaps')),
  key: (one) => `${one.service}|${one.township}`,
  columns: [
    { label: '什么事', of: (one) => one.service_name },
    { label: '哪个乡镇', of: (one) => one.township_name, tone: () => 'bad' },
  ],
})
