import { appendFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { Evidence } from '../../../src/evidence/index.ts'
import { saveEvidence } from '../../../src/grading/evidence-file.ts'
import { readEvidence } from '../../../src/learner/explain/evidence-reader.ts'
import { folder, started } from './made-by-hand.ts'

it('reads what a scene saves: large numbers as they are, bytes as text or base64', () => {
  const file = join(folder(), 'evidence.jsonl')
  const evidence = new Evidence()
  const place = { process: 'worker', connection: 1, topic: 'kw-0123456789.purchases', partition: 2 }
  const record = { key: null, headers: [], timestamp: 1, offset: 2n ** 60n }
  const records = [
    { ...record, value: Buffer.from('"é"') },
    { ...record, value: Buffer.from([0xc3]) },
  ]
  evidence.add({ kind: 'fetched', ...place, records, highWatermark: 2n ** 61n, error: 0 })
  saveEvidence(file, evidence)
  const { events, damaged } = readEvidence(file)
  expect(damaged).toBe(0)
  expect(events).toMatchObject([
    { kind: 'fetched', records: [{ offset: '1152921504606846976', value: '"é"' }, { value: { base64: 'ww==' } }] },
  ])
})

it('counts lines that are damaged and keeps the others, in their order', () => {
  const file = join(folder(), 'evidence.jsonl')
  const line = (seq: number, body: object = started()) => `${JSON.stringify({ ...body, seq, at: seq })}\n`
  writeFileSync(file, line(2) + line(1) + line(3, { kind: 'started' }) + line(4, { kind: 'unheard-of', process: 'x' }))
  appendFileSync(
    file,
    `null\n[]\n${line(5, { kind: 'fetched', process: 'x', topic: 't', partition: 0, records: 'none' })}`,
  )
  appendFileSync(
    file,
    line(6, { ...started(), kind: 'produced', send: 1, acks: 1, topic: 't', partition: 0, records: [null] }),
  )
  appendFileSync(file, `${line(7, { kind: 'toString', process: 'x' })}{"kind":"star`)
  const { events, damaged } = readEvidence(file)
  expect(events.map(({ seq }) => seq)).toEqual([1, 2])
  expect(damaged).toBe(8)
})
