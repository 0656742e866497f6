// The page: built into web/dist, with hashed parts under /assets and nothing inline (the policy of the page is strict), and its service worker at /sw.js.
import { readFileSync, readdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Plugin, build, defineConfig } from 'vite'
import { shellOf } from './web/sw/listed.ts'

/** Where the worker listens during `npm run dev`. The Host stays the browser's own, so that Origin and Host agree. */
const worker = { target: `http://127.0.0.1:${process.env['PORT'] ?? 8787}`, changeOrigin: false }

const jsx = { runtime: 'automatic', importSource: 'preact' } as const

/** What has nested CSS, layers, `light-dark()` and `AbortSignal.any`. */
const target = ['chrome123', 'firefox124', 'safari17.5']

/** What the page cannot be drawn without. */
const FIRST =
  /node_modules\/(preact|@preact)\/|web\/components\/(number|strings|strings-home|strings-shell|strings-thread|ui|lazy|focus|words|copy|boundary|use-media|platform)\.tsx?$|shared\/(limits|conversation|version)\.ts$/

/** Writes /sw.js when all else is written: the program of web/sw, and in front of it what there is to keep. */
function serviceWorker(): Plugin {
  let [folder, code] = ['', '']
  return {
    name: 'porchlight:service-worker',
    apply: 'build',
    configResolved(config) {
      folder = path.resolve(config.root, config.build.outDir)
    },
    // First, so that a page is never newer than a service worker that could not be built.
    async buildStart() {
      code = await program()
    },
    async closeBundle(error?: Error) {
      if (error) return
      const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
      const paths = files.map((entry) => path.join(entry.parentPath, entry.name))
      const built = new Map(paths.map((file) => [path.relative(folder, file).split(path.sep).join('/'), readFileSync(file)]))
      writeFileSync(path.join(folder, 'sw.js'), `const SHELL=${JSON.stringify(await shellOf(built, code))};${code}`)
    },
  }
}

/** The service worker as one classic script. */
async function program(): Promise<string> {
  const result = await build({
    configFile: false,
    publicDir: false,
    logLevel: 'warn',
    build: { write: false, target, rolldownOptions: { input: fileURLToPath(new URL('./web/sw/sw.ts', import.meta.url)), output: { format: 'iife' } } },
  })
  const [chunk, ...more] = 'output' in result ? result.output : []
  if (chunk?.type !== 'chunk' || more.length > 0) throw new Error('the service worker is not one script')
  return chunk.code
}

export default defineConfig(({ command }) => {
  // What is built is what is served, also where a test runner has set another environment: it would be taken for a development build.
  if (command === 'build') process.env['NODE_ENV'] = 'production'
  return {
    root: 'web',
    oxc: { jsx },
    // The scan for dependencies does not read the line above.
    optimizeDeps: { rolldownOptions: { transform: { jsx } } },
    plugins: [serviceWorker()],
    build: {
      outDir: 'dist',
      emptyOutDir: true,
      assetsDir: 'assets',
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      target,
      // What several parts share is in the page's first part: one request, and one text to compress.
      rolldownOptions: { output: { codeSplitting: { groups: [{ name: 'page', test: FIRST }] } } },
    },
    server: {
      host: '127.0.0.1',
      proxy: { '/health': worker, '/agent': worker, '/auth': worker, '/settings': worker, '/doctor': worker, '/telemetry': worker, '/v1': worker },
    },
  }
})
