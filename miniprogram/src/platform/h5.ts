/** The web page's face of the telephone. */
import { device } from './h5/device'
import { files } from './h5/files'
import { leaving } from './h5/leaving'
import { network } from './h5/network'
import { photos } from './h5/photos'
import { player } from './h5/player'
import { recorder } from './h5/recorder'
import { storage } from './storage'
import type { Platform } from './types'

export const h5: Platform = {
  name: 'h5',
  storage,
  files,
  network,
  recorder,
  photos,
  player,
  wechat: null,
  device,
  leaving,
}
