import { onMounted, onUnmounted, ref, type Ref } from 'vue'
import { api, asked, type Schemas } from '@/api/client'

const LEAST_MS = 5_000

/** Say that this request is open here, and hear who else has it open and whether it has changed (QUE-02). */
export function usePresence(id: string, isWriting: () => boolean): { others: Ref<Schemas['OpenBeside'][]>; newest: Ref<number> } {
  const others = ref<Schemas['OpenBeside'][]>([])
  const newest = ref(0)
  let next = 0

  function say(doing: Schemas['Doing']): Promise<Schemas['PresenceShown']> {
    return asked(api.POST('/v1/desk/requests/{request_id}/presence', { params: { path: { request_id: id } }, body: { doing } }))
  }

  async function beat(): Promise<void> {
    const got = await say(isWriting() ? 'writing' : 'reading').catch(() => null)
    if (got) {
      others.value = got.others
      newest.value = got.version
    }
    next = window.setTimeout(beat, Math.max((got?.again_in ?? 15) * 1000, LEAST_MS))
  }

  onMounted(beat)
  onUnmounted(() => {
    clearTimeout(next)
    void say('leaving').catch(() => undefined)
  })
  return { others, newest }
}
