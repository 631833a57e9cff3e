import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestContext } from 'vitest'
import { withFirstUseLock } from '../../src/broker/first-use-lock.ts'
import { isFree } from '../../src/broker/ports.ts'
import { WORKSHOP_PORT } from '../../src/broker/index.ts'

/** For tests that wait for each other. */
export const LONG = { timeout: 400_000 }

/**
 * Runs a test that is about what listens on the workshop's port, while no other such test runs on this machine. Skips it where
 * the port belongs to something that is not of these tests.
 */
export async function withWorkshopPort(context: TestContext, work: () => Promise<void>): Promise<void> {
  const lock = join(tmpdir(), `kafka-workshop-tests-port-${WORKSHOP_PORT}.lock`)
  await withFirstUseLock(lock, { onWait: () => undefined, signal: context.signal }, async () => {
    context.skip(!(await isFree(WORKSHOP_PORT)), `port ${WORKSHOP_PORT} is taken`)
    await work()
  })
}
