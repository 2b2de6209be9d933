import { ref } from 'vue'
import { api } from '@/api/client'
import { useCache } from '@/stores/cache'
import type { Service } from './topics'

/** What one may ask for, from the server or as it was last known. */
export function useServices() {
  const services = ref<Service[]>([])
  const state = ref<'loading' | 'failed' | 'there'>('loading')

  async function load(): Promise<void> {
    if (services.value.length === 0) state.value = 'loading'
    try {
      services.value = (await useCache().read('/v1/services', () => api.get('/v1/services'))).value.services
      state.value = 'there'
    } catch {
      state.value = 'failed'
    }
  }
  return { services, state, load }
}
