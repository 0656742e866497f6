// The page: built into web/dist, with hashed parts under /assets and nothing inline (the policy of the page is strict).
import { defineConfig } from 'vite'

/** Where the worker listens during `npm run dev`. The Host stays the browser's own, so that Origin and Host agree. */
const worker = { target: `http://127.0.0.1:${process.env['PORT'] ?? 8787}`, changeOrigin: false }

export default defineConfig({
  root: 'web',
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    assetsDir: 'assets',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // What has nested CSS, layers and `AbortSignal.any`.
    target: ['chrome120', 'firefox124', 'safari17.4'],
  },
  server: { host: '127.0.0.1', proxy: { '/health': worker, '/agent': worker, '/auth': worker } },
})
