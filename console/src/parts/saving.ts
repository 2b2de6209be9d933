import { Refused } from '@/api/client'
import { useSession } from '@/stores/session'

/** Fetch a private file with our own token and hand it to the browser as a download; its address is worth nothing alone. */
export async function saved(path: string, name: string): Promise<void> {
  const got = await fetch(path, { headers: { authorization: `Bearer ${useSession().held?.access ?? ''}` }, cache: 'no-store' })
  if (!got.ok) throw new Refused(got.status, (await got.json().catch(() => ({}))) as Record<string, string>)
  const link = document.createElement('a')
  link.href = URL.createObjectURL(await got.blob())
  link.download = name
  link.click()
  URL.revokeObjectURL(link.href)
}
