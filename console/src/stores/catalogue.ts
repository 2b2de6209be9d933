import { defineStore } from 'pinia'
import { ref } from 'vue'
import { api, asked, type Schemas } from '@/api/client'
import { useSession } from '@/stores/session'

export interface Coded {
  code: string
  name: string
}

/** Every office the county's services name, each once, in the order of the policy. */
export function officesIn(cards: Pick<Schemas['ServiceCard'], 'lead' | 'co'>[]): Coded[] {
  const found = new Map<string, string>()
  for (const card of cards) {
    for (const one of [card.lead, ...card.co]) {
      if (one.office) found.set(one.office, one.name)
    }
  }
  return [...found].map(([code, name]) => ({ code, name }))
}

/** What the county offers, by whom and where: names for codes, asked for once. */
export const useCatalogue = defineStore('catalogue', () => {
  const services = ref<Coded[]>([])
  const offices = ref<Coded[]>([])
  const townships = ref<Coded[]>([])
  let asking: Promise<void> | null = null

  async function askNow(): Promise<void> {
    const parent = useSession().me?.county.code ?? ''
    const [offered, places] = await Promise.all([
      asked(api.GET('/v1/services')),
      asked(api.GET('/v1/divisions', { params: { query: { parent } } })),
    ])
    services.value = offered.services.map(({ code, name }) => ({ code, name }))
    offices.value = officesIn(offered.services)
    townships.value = places.divisions
  }

  function load(): Promise<void> {
    asking ??= askNow().catch((error: unknown) => {
      asking = null
      throw error
    })
    return asking
  }

  return { services, offices, townships, load }
})
