import { ASYMMETRIC_MATCHERS_OBJECT, JestAsymmetricMatchers, JestChaiExpect, JestExtend } from '@vitest/expect'
import * as chai from 'chai'
import type { ExpectStatic } from 'vitest'

chai.use(JestExtend)
chai.use(JestChaiExpect)
chai.use(JestAsymmetricMatchers)

// JestExtend adds it, and chai's types do not know.
const extendable = chai.expect as unknown as { extend: (expect: ExpectStatic, matchers: object) => void }

/** Vitest's `expect`, but for what needs its server: no snapshots, no polling. */
export const expect = ((value: unknown, message?: string) => chai.expect(value, message)) as unknown as ExpectStatic
Object.assign(expect, chai.expect, (globalThis as unknown as Record<symbol, object>)[ASYMMETRIC_MATCHERS_OBJECT])
expect.extend = (matchers) => {
  extendable.extend(expect, matchers)
}
