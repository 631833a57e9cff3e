import { defineConfig } from 'vitest/config'

/** The checker's own tests. Hidden tests of exercises are run by the Grader, with settings of its own. */
const counts = process.env.WORKSHOP_TEST_COUNTS

// Where a machine sets it, each start of node reads all certificates: 130 ms of CPU, and the tests start hundreds.
delete process.env.NODE_EXTRA_CA_CERTS

/** Tests of parts that start processes, or speak to a broker: slower, with longer limits. */
const REAL = [
  'checker/test/{broker,commands,runner,wire}/**/*.test.ts',
  'checker/test/protocol/{cluster,glance,group-member}.test.ts',
  'checker/test/grading/{crises,grader,host,slot}.test.ts',
  'checker/test/learner/progress/writers.test.ts',
]
const E2E = ['checker/test/{e2e,hostile}/**/*.test.ts']
const BROWSER = ['site/test/browser/**/*.test.ts']

const WITH_BROKER = {
  globalSetup: ['checker/test/support/global-broker.ts'],
  testTimeout: 120_000,
  hookTimeout: 120_000,
}

/** Chromium drops requests in flight when a network interface comes or goes, as with each container of other tests. */
const AFTER_THE_BROWSER = { sequence: { groupOrder: 1 } }

export default defineConfig({
  test: {
    // A terminal for people; and, where asked for, the counts for programs.
    reporters: counts ? ['default', ['json', { outputFile: counts }]] : ['default'],
    // Most of a slow test is waiting: for a program to start, for a broker, for a limit.
    maxWorkers: 3,
    projects: [
      {
        test: {
          name: 'unit',
          include: ['{checker,site}/test/**/*.test.ts'],
          exclude: [...REAL, ...E2E, ...BROWSER],
          testTimeout: 30_000,
          ...AFTER_THE_BROWSER,
        },
      },
      { test: { name: 'browser', include: BROWSER, ...WITH_BROKER } },
      { test: { name: 'real', include: [...REAL, ...E2E], ...WITH_BROKER, ...AFTER_THE_BROWSER } },
    ],
  },
})
