import { reactive } from 'vue'
import { api, asked, Refused } from '@/api/client'

/** The one dialog that asks for a fresh code; whoever needs one waits for its answer. */
export const freshCode = reactive({ open: false, error: '', sending: false, done: null as null | ((ok: boolean) => void) })

function ask(): Promise<boolean> {
  freshCode.open = true
  freshCode.error = ''
  return new Promise((resolve) => {
    freshCode.done = resolve
  })
}

/** Hand in the six digits; a wrong code keeps the dialog open. */
export async function proveFresh(code: string): Promise<void> {
  freshCode.sending = true
  try {
    await asked(api.POST('/v1/staff/second-factor/prove', { body: { code } }))
    close(true)
  } catch (error) {
    freshCode.error = error instanceof Refused ? error.message : '没有验证成功。'
  } finally {
    freshCode.sending = false
  }
}

/** Close the dialog; the act that waited for it is not done. */
export function close(ok = false): void {
  freshCode.open = false
  freshCode.done?.(ok)
  freshCode.done = null
}

/** Do something that may need a fresh code: ask for it once, then do it again. */
export async function withFreshCode<T>(act: () => Promise<T>): Promise<T> {
  try {
    return await act()
  } catch (error) {
    if (!(error instanceof Refused) || error.code !== 'step_up_needed' || !(await ask())) throw error
    return act()
  }
}
