import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { leaseBroker } from '../../src/broker/index.ts'

/**
 * One real broker for all tests of a project, unless WORKSHOP_TEST_BROKER names one. Tests that break brokers start their
 * own. Its address reaches the test files as WORKSHOP_TEST_BROKER.
 */
export default async function globalBroker(): Promise<(() => Promise<void>) | undefined> {
  if (process.env.WORKSHOP_TEST_BROKER) return undefined
  const logDir = mkdtempSync(join(tmpdir(), 'workshop-test-broker-'))
  const root = fileURLToPath(new URL('../../..', import.meta.url))
  const lease = await leaseBroker({
    root,
    env: { ...process.env, WORKSHOP_BROKER: 'embedded', WORKSHOP_WARM_MINUTES: '0' },
    say: (line) => console.log(line),
    logDir,
  })
  process.env.WORKSHOP_TEST_BROKER = lease.bootstrap
  return async () => {
    await lease[Symbol.asyncDispose]()
    delete process.env.WORKSHOP_TEST_BROKER
    rmSync(logDir, { recursive: true, force: true })
  }
}
