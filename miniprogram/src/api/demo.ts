import { send } from './client'

export interface DemoWoman {
  name: string
  wechat_code: string
}

/** The invented women of a demo; nobody where this is no demo. Their codes are good once. */
export async function demoWomen(): Promise<DemoWoman[]> {
  try {
    const { data } = await send('get', '/v1/demo/accounts', { bare: true })
    return (data as Partial<DemoWoman>[]).filter((one): one is DemoWoman => Boolean(one.wechat_code && one.name))
  } catch {
    return []
  }
}
