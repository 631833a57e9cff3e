/** Address of the broker of this test run; `global-broker.ts` starts it. */
export function testBroker(): string {
  const bootstrap = process.env.WORKSHOP_TEST_BROKER
  if (!bootstrap) throw new Error('no WORKSHOP_TEST_BROKER: run the tests through `npx vitest run`')
  return bootstrap
}

let counter = 0

/** A name that no other test uses. */
export function uniqueName(what: string): string {
  counter += 1
  return `kw-test-${process.pid}-${Date.now().toString(36)}-${counter}.${what}`
}
