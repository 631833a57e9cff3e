/** Address of the broker of this test run; `global-broker.ts` starts it. */
export function testBroker(): string {
  const bootstrap = process.env.WORKSHOP_TEST_BROKER
  if (!bootstrap) throw new Error('no WORKSHOP_TEST_BROKER: run the tests through `npx vitest run`')
  return bootstrap
}

/** What all names begin with that tests use on it. */
export const TEST_PREFIX = 'kw-test-'

let counter = 0

/** A name that no other test uses. */
export function uniqueName(what: string): string {
  counter += 1
  return `${TEST_PREFIX}${process.pid}-${Date.now().toString(36)}-${counter}.${what}`
}
