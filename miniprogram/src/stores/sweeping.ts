/** Sounds and pictures nobody needs any more: of drafts that were dropped, of sendings that arrived, of somebody who signed out. */
import { files, storage } from '@/platform'

/** What the recorder and the camera made; sounds to be heard and lessons have names of their own. */
const MADE_BY_HER = /^[0-9a-f]+-[0-9a-f]{16}\.(webm|m4a|mp3|jpg|bin)$/

/** Drop every file of hers that neither lies in a draft or a sending on the telephone nor in `stillNeeded`. */
export async function sweep(stillNeeded: unknown): Promise<void> {
  const made = (await files.list()).filter((id) => MADE_BY_HER.test(id))
  if (made.length === 0) return
  const kept = storage.keys('').map((key) => JSON.stringify(storage.read(key)))
  const named = [...kept, JSON.stringify(stillNeeded)].join('\n')
  await Promise.all(made.filter((id) => !named.includes(id)).map((id) => files.drop(id)))
}
