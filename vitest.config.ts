import { defineConfig } from 'vitest/config'

/** The checker's own tests. Hidden tests of exercises are run by the Grader, with settings of its own. */
const counts = process.env.WORKSHOP_TEST_COUNTS

export default defineConfig({
  test: {
    // A terminal for people; and, where asked for, the counts for programs.
    reporters: counts ? ['default', ['json', { outputFile: counts }]] : ['default'],
    // Most of a test here is waiting: for a program to start, for a broker, for a limit.
    maxWorkers: 3,
    projects: [
      {
        test: {
          name: 'unit',
          include: ['checker/test/**/*.test.ts'],
          exclude: ['checker/test/e2e/**'],
          globalSetup: ['checker/test/support/global-broker.ts'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'e2e',
          include: ['checker/test/e2e/**/*.test.ts'],
          globalSetup: ['checker/test/support/global-broker.ts'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
})
