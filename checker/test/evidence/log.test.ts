import { describe, expect, test } from 'vitest'
import { Evidence } from '../../src/evidence/index.ts'

const part = {
  send: 1,
  acks: -1,
  transactionalId: null,
  topic: 't',
  partition: 0,
  process: 'p',
  connection: 1,
} as const

describe('the evidence', () => {
  test('numbers events in the order in which they came, and tells each of them to who listens', () => {
    const evidence = new Evidence()
    const heard: number[] = []
    const stop = evidence.onEvent(({ seq }) => heard.push(seq))
    evidence.add({ kind: 'checker', what: 'one' })
    evidence.add({ kind: 'fault', what: 'two' }, 'polled')
    stop()
    evidence.add({ kind: 'checker', what: 'three' })
    expect(heard).toEqual([1, 2])
    expect(evidence.of('checker')).toMatchObject([
      { seq: 1, what: 'one', certainty: 'exact' },
      { seq: 3, what: 'three', certainty: 'exact' },
    ])
    expect(evidence.of('fault')).toMatchObject([{ seq: 2, certainty: 'polled' }])
  })

  test('makes records when they are first read, and not when they are added', () => {
    const evidence = new Evidence()
    let made = 0
    evidence.add({
      kind: 'produced',
      ...part,
      get records() {
        made += 1
        return []
      },
    })
    const [event] = evidence.of('produced')
    expect(made).toBe(0)
    expect(event?.records).toEqual([])
    expect(made).toBe(1)
  })
})
