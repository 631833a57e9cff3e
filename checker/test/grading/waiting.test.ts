import { describe, expect, test } from 'vitest'
import { Evidence } from '../../src/evidence/index.ts'
import { until } from '../../src/grading/waiting.ts'

describe('waiting', () => {
  test('ends with the event that makes the condition true', async () => {
    const evidence = new Evidence()
    const held = until(evidence, () => evidence.all.length > 0, { limitMs: 10_000 })
    evidence.add({ kind: 'checker', what: 'something' })
    expect(await held).toBe(true)
  })

  test('says that it did not come to it within the limit', async () => {
    expect(await until(new Evidence(), () => false, { limitMs: 30 })).toBe(false)
  })

  test('ends early when it will never come to it, after one last look', async () => {
    let looks = 0
    const begun = performance.now()
    const held = await until(new Evidence(), () => (looks++, false), { limitMs: 60_000, givenUp: () => true })
    expect([held, looks]).toEqual([false, 1])
    expect(performance.now() - begun).toBeLessThan(5_000)
  })

  test('passes on what the condition throws', async () => {
    const broken = () => {
      throw new Error('no broker')
    }
    await expect(until(new Evidence(), broken, { limitMs: 1_000 })).rejects.toThrow('no broker')
  })
})
