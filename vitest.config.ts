// Kinds of tests: logic beside its file, what is about workerd in workerd, HTTP flows on both hosts, flows in a browser, and what is done to a running server.
import { cloudflareTest } from '@cloudflare/vitest-plugin'
import { defineConfig } from 'vitest/config'

const slow = process.env['SLOW'] === '1'

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          environment: 'node',
          include: ['shared/**/*.test.ts', 'worker/**/*.test.ts', 'web/**/*.test.ts', 'scripts/**/*.test.ts'],
          exclude: ['worker/test/{workerd,hosts,browser,fire,slow}/**'],
          // Properties try many cases; on a busy machine that takes its time.
          testTimeout: 30_000,
        },
      },
      {
        plugins: [cloudflareTest({ wrangler: { configPath: './wrangler.toml' } })],
        test: { name: 'workerd', include: ['worker/test/workerd/**/*.test.ts'], globalSetup: ['./worker/test/workerd/simulator.ts'] },
      },
      {
        test: {
          name: 'hosts',
          environment: 'node',
          include: ['worker/test/hosts/**/*.test.ts'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
          fileParallelism: false,
        },
      },
      {
        test: {
          name: 'browser',
          environment: 'node',
          include: ['worker/test/browser/**/*.test.ts'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
          // They mostly wait: for a model that writes, for a server that comes back.
          maxWorkers: 2,
        },
      },
      {
        test: { name: 'fire', environment: 'node', include: ['worker/test/fire/**/*.test.ts'], fileParallelism: false },
      },
      ...(slow
        ? [
            {
              test: {
                name: 'slow',
                environment: 'node' as const,
                include: ['worker/test/slow/**/*.test.ts'],
                testTimeout: 400_000,
                hookTimeout: 60_000,
                fileParallelism: false,
              },
            },
          ]
        : []),
    ],
  },
})
