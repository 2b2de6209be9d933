import type { LocationQuery } from 'vue-router'
import type { paths } from '@/api/schema'

export type Asked = NonNullable<paths['/v1/desk/requests']['get']['parameters']['query']>

const CODE = /^[a-z0-9][a-z0-9_.-]{0,59}$/

function codes(value: LocationQuery[string] | undefined): string[] {
  const all = Array.isArray(value) ? value : [value]
  return all.flatMap((one) => (one ?? '').split(',')).filter((one) => CODE.test(one))
}

/** Read the filters out of an address; what is no code is left out. */
export function filtersOf(query: LocationQuery): Asked {
  const [queue, due] = [codes(query.queue)[0], codes(query.due)[0]]
  return {
    ...(queue ? { queue: queue as Asked['queue'] } : {}),
    ...(due ? { due: due as Asked['due'] } : {}),
    service: codes(query.service),
    township: codes(query.township),
    level: codes(query.level) as Asked['level'],
    state: codes(query.state) as Asked['state'],
  } as Asked
}

/** Write filters as an address: codes only, nothing where nothing is asked. */
export function addressOf(asked: Asked): Record<string, string> {
  const pairs = Object.entries(asked).map(([name, value]) => [name, Array.isArray(value) ? value.join(',') : String(value ?? '')])
  return Object.fromEntries(pairs.filter(([, value]) => value !== '')) as Record<string, string>
}
