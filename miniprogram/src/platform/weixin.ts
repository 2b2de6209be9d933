/** WeChat's face of the telephone: files in the app's own folder, WeChat's login, its recorder. */
import { fileName, LEAST_SECONDS, MOST_PHOTOS, MOST_SECONDS } from './limits'
import { storage } from './storage'
import { files, keepTemporary } from './weixin-files'
import { player } from './weixin-player'
import { Refused } from './types'
import type { Answered, Clip, Connection, Device, Leaving, Network, Photos, Platform, Recorder, Recording, WeChat } from './types'

const ORDINARY_LETTERS = 16
let connection: Connection = 'unknown'

const network: Network = {
  online: () => connection !== 'none',
  kind: () => connection,
  watch(changed) {
    const tell = (now: { isConnected: boolean; networkType: string }) => {
      connection = kindOf(now.isConnected ? now.networkType : 'none')
      changed(now.isConnected)
    }
    uni.getNetworkType({ success: (now) => (connection = kindOf(now.networkType)) })
    uni.onNetworkStatusChange(tell)
    return () => uni.offNetworkStatusChange(tell)
  },
}

function kindOf(type: string): Connection {
  if (type === 'wifi' || type === 'none' || type === 'unknown') return type
  return 'mobile'
}

async function clipOf(path: string, seconds: number): Promise<Clip> {
  if (seconds < LEAST_SECONDS) throw new Refused('too-short')
  return { file: await keepTemporary(path, 'audio/mp4', fileName('audio/mp4')), seconds }
}

const recorder: Recorder = {
  start() {
    const machine = uni.getRecorderManager()
    let cancelled = false
    return new Promise<Recording>((begun, refused) => {
      const done = new Promise<Clip>((resolve, reject) => {
        machine.onStop((got: { tempFilePath: string; duration?: number }) => {
          if (cancelled) return reject(new Refused('cancelled'))
          clipOf(got.tempFilePath, (got.duration ?? MOST_SECONDS * 1000) / 1000).then(resolve, reject)
        })
        machine.onError(() => {
          reject(new Refused('not-allowed'))
          refused(new Refused('not-allowed'))
        })
      })
      done.catch(() => undefined)
      const cancel = () => {
        cancelled = true
        machine.stop()
      }
      machine.onStart(() => begun({ done, stop: () => machine.stop(), cancel }))
      machine.start({ duration: MOST_SECONDS * 1000, format: 'aac', sampleRate: 16_000, numberOfChannels: 1, encodeBitRate: 24_000 })
    })
  },
}

const photos: Photos = {
  choose(most) {
    return new Promise((resolve) => {
      uni.chooseImage({
        count: Math.min(most, MOST_PHOTOS),
        sizeType: ['compressed'],
        success: (got) => {
          const paths = got.tempFilePaths as string[]
          void Promise.all(paths.map((path) => keepTemporary(path, 'image/jpeg', fileName('image/jpeg')))).then(resolve)
        },
        fail: () => resolve([]),
      })
    })
  },
}

const wechat: WeChat = {
  loginCode: () =>
    new Promise((resolve, reject) => {
      uni.login({ provider: 'weixin', success: (got) => resolve(got.code), fail: () => reject(new Refused('failed')) })
    }),
  phoneCodeOf: (event) => (event as { detail?: { code?: string } }).detail?.code ?? null,
  subscribe: (templates) =>
    new Promise((resolve) => {
      uni.requestSubscribeMessage({
        tmplIds: templates,
        success: (got) => resolve(got as unknown as Record<string, Answered>),
        fail: () => resolve({}),
      })
    }),
}

const device: Device = {
  prepare: () => undefined, // WeChat keeps the package itself
  scale() {
    const letters = (uni.getAppBaseInfo() as { fontSizeSetting?: number }).fontSizeSetting
    return letters ? letters / ORDINARY_LETTERS : 1
  },
  enlarge: () => undefined,
  dark: () => (uni.getAppBaseInfo() as { theme?: string }).theme === 'dark',
  call: (number) => uni.makePhoneCall({ phoneNumber: number, fail: () => undefined }),
  touched: () => undefined, // a page of a mini-program tells its own touches: AppPage does
  hidden: (gone) => uni.onAppHide(gone),
  async save(file) {
    uni.openDocument({ filePath: await files.address(file), showMenu: true, fail: () => undefined })
  },
  title: (words) => uni.setNavigationBarTitle({ title: words }),
}

const leaving: Leaving = {
  swapToPlain: () => void uni.reLaunch({ url: '/pages/plain/index' }),
  comeBack: () => void uni.reLaunch({ url: '/pages/home/index' }),
}

export const weixin: Platform = {
  name: 'weixin',
  storage,
  files,
  network,
  recorder,
  photos,
  player,
  wechat,
  device,
  leaving,
}
