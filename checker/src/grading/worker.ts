import { parentPort } from 'node:worker_threads'
import { init, runBaseTests, setupEnvironment } from 'vitest/worker'
// Loaded while Vitest itself still loads in the main thread, and for all runs to come.
import './index.ts'
import { REST, collectGarbage } from './rest.ts'

/** The thread in which hidden tests run: Vitest's own, but that a run's end does not end it. See KeptThread. */
const port = parentPort
if (port) {
  port.on('message', (message) => {
    if (message === REST) collectGarbage()
  })
  init({
    post: (response) => {
      port.postMessage(response)
    },
    on: (callback) => port.on('message', callback),
    off: (callback) => port.off('message', callback),
    runTests: (state, traces) => runBaseTests('run', state, traces),
    collectTests: (state, traces) => runBaseTests('collect', state, traces),
    setup: setupEnvironment,
    // Each file of tests is read anew: a module that stays would declare its tests and scenes once, and be stale when edited.
    onModuleRunner: (runner) => {
      runner.clearCache()
    },
  })
}
