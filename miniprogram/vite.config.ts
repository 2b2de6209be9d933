import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import uniPlugin from '@dcloudio/vite-plugin-uni'
import { defineConfig, type Plugin } from 'vite'

// The plugin is CommonJS: under "type": "module" its default import is the namespace.
const uni = ((uniPlugin as unknown as { default?: typeof uniPlugin }).default ?? uniPlugin) as typeof uniPlugin

/** uni-h5's own stylesheet names pictures on a public host; we ship none of them. */
const noForeignPictures = (): Plugin => ({
  name: 'no-foreign-pictures',
  enforce: 'post',
  generateBundle(_options, bundle) {
    for (const file of Object.values(bundle)) {
      if (file.type === 'asset' && typeof file.source === 'string' && file.fileName.endsWith('.css')) {
        file.source = file.source.replace(/url\(["']?https?:\/\/[^)]*\)/g, 'none')
      }
    }
  },
})

/** The web page works without a network: a worker beside it keeps what was built, by a name that changes with it. */
const forOffline = (): Plugin => ({
  name: 'for-offline',
  enforce: 'post',
  generateBundle(_options, bundle) {
    if (process.env.UNI_PLATFORM !== 'h5') return
    const files = Object.keys(bundle).filter((name) => /\.(js|css)$/.test(name)).sort()
    const name = createHash('sha256').update(files.join()).digest('hex').slice(0, 12)
    const worker = readFileSync(new URL('./offline-worker.js', import.meta.url), 'utf-8')
    const source = worker.replace('__NAME__', name).replace('__FILES__', JSON.stringify(files))
    this.emitFile({ type: 'asset', fileName: 'offline-worker.js', source })
  },
})

export default defineConfig({
  plugins: [uni(), noForeignPictures(), forOffline()],
  resolve: { alias: { '@': fileURLToPath(new URL('./src', import.meta.url)) } },
  server: { host: '127.0.0.1', port: 5173, proxy: { '/v1': process.env.SHOUWANG_API ?? 'http://127.0.0.1:8000' } },
  css: { preprocessorOptions: { scss: { silenceDeprecations: ['legacy-js-api'] } as Record<string, unknown> } },
})
