import { type ChildProcess, spawn } from 'node:child_process'
import { setTimeout } from 'node:timers/promises'
import { afterAll, describe, expect, test } from 'vitest'
import { Evidence } from '../../src/evidence/index.ts'
import { idleness } from '../../src/grading/idle.ts'

describe('whether a program waits', () => {
  const sleeping: ChildProcess = spawn('sleep', ['60'])
  const pid = sleeping.pid ?? 0
  afterAll(() => sleeping.kill())

  async function looks(idle: () => boolean, until: (looks: number) => boolean): Promise<number> {
    for (let count = 1; ; count += 1) {
      if (idle()) return count
      if (until(count)) return 0
      await setTimeout(20)
    }
  }

  test('it does once nothing has moved for a while', async () => {
    const idle = idleness(new Evidence(), pid, { forMs: 100 })
    expect(await looks(idle, (count) => count > 100)).toBeGreaterThan(2)
  })

  test('it does not while there are events', async () => {
    const evidence = new Evidence()
    const idle = idleness(evidence, pid, { forMs: 100 })
    const moving = (count: number) => {
      evidence.add({ kind: 'checker', what: 'moves' })
      return count > 20
    }
    expect(await looks(idle, moving)).toBe(0)
  })

  test('a look after we stood still does not tell: what came meanwhile has not been read', async () => {
    const evidence = new Evidence()
    const idle = idleness(evidence, pid, { forMs: 100 })
    expect(idle()).toBe(false)
    standStill(200)
    expect(idle()).toBe(false)
    evidence.add({ kind: 'checker', what: 'came meanwhile' })
    await setTimeout(20)
    expect(idle()).toBe(false)
  })

  test('but on a machine that is always late the next one does', async () => {
    const idle = idleness(new Evidence(), pid, { forMs: 100 })
    idle()
    standStill(200)
    idle()
    await setTimeout(0)
    standStill(200)
    expect(idle()).toBe(true)
  })
})

function standStill(ms: number): void {
  const until = performance.now() + ms
  while (performance.now() < until);
}
