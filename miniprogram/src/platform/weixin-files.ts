import { fileName } from './limits'
import type { Files, Kept } from './types'

const folder = () => (uni as typeof uni & { env: { USER_DATA_PATH: string } }).env.USER_DATA_PATH
const at = (id: string) => `${folder()}/${id}`

/** Move what WeChat made for a moment to where it stays. */
export function keepTemporary(path: string, type: string, id: string): Promise<Kept> {
  const manager = uni.getFileSystemManager()
  return new Promise((resolve, reject) => {
    manager.copyFile({
      srcPath: path,
      destPath: at(id),
      success: () => {
        manager.getFileInfo({
          filePath: at(id),
          success: (got: { size?: number }) => resolve({ id, type, size: got.size ?? 0 }),
          fail: reject,
        })
      },
      fail: reject,
    })
  })
}

export const files: Files = {
  keep: (bytes, type, id = fileName(type)) =>
    new Promise((resolve, reject) => {
      uni.getFileSystemManager().writeFile({
        filePath: at(id),
        data: bytes,
        success: () => resolve({ id, type, size: bytes.byteLength }),
        fail: reject,
      })
    }),
  read: (id) =>
    new Promise((resolve) => {
      uni.getFileSystemManager().readFile({
        filePath: at(id),
        success: (got) => resolve(got.data as ArrayBuffer),
        fail: () => resolve(null),
      })
    }),
  address: (file) => Promise.resolve(at(file.id)),
  drop: (id) =>
    new Promise((resolve) => {
      uni.getFileSystemManager().unlink({ filePath: at(id), success: () => resolve(), fail: () => resolve() })
    }),
  list: () =>
    new Promise((resolve) => {
      uni.getFileSystemManager().readdir({
        dirPath: folder(),
        success: (got) => resolve(got.files ?? []),
        fail: () => resolve([]),
      })
    }),
}
