/** The one place that knows on what her app runs. Everything else imports from here. */
import type { Platform } from './types'
// #ifdef MP-WEIXIN
import { weixin } from './weixin'
// #endif
// #ifdef H5
import { h5 } from './h5'
// #endif

function face(): Platform {
  const faces: Platform[] = []
  // #ifdef MP-WEIXIN
  faces.push(weixin)
  // #endif
  // #ifdef H5
  faces.push(h5)
  // #endif
  return faces[faces.length - 1] as Platform
}

export const platform: Platform = face()
export const { storage, files, network, recorder, photos, player, wechat, device, leaving } = platform
export { Refused } from './types'
export type { Answered, Clip, Connection, Kept, Playing, Recording, Trouble } from './types'
export { MOST_PHOTOS, MOST_SECONDS, randomId } from './limits'
