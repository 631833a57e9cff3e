import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { EVIDENCE_FILE, sceneFolder } from '../../../src/grading/evidence-file.ts'
import { RESULT_FILE } from '../../../src/grading/result-file.ts'
import { type SavedEvent, readEvidence } from '../../../src/learner/explain/evidence-reader.ts'
import type { ExerciseResult } from '../../../src/report/schema.ts'
import { SCHEMA_VERSION } from '../../../src/report/version.ts'
import { sample } from '../../report/sample.ts'

export const PREFIX = 'kw-0123456789.'
const TOPIC = `${PREFIX}purchases`
const GROUP = `${PREFIX}loyalty`
const MEMBER = { group: GROUP, memberId: 'shop-1', topic: TOPIC }
const HEADERS = { headers: [], timestamp: 0 }

/** A folder that goes when the test does. */
export function folder(): string {
  const dir = mkdtempSync(join(tmpdir(), 'workshop-explain-'))
  onTestFinished(() => rmSync(dir, { recursive: true, force: true, maxRetries: 5 }))
  return dir
}

/** Events as a log has them, 10 ms apart; bodies are as they are saved. */
export function logOf(bodies: readonly object[]): string {
  return bodies
    .map((body, index) => `${JSON.stringify({ ...body, seq: index + 1, at: 10 * index, certainty: 'exact' })}\n`)
    .join('')
}

export function eventsOf(bodies: readonly object[]): SavedEvent[] {
  const file = join(folder(), EVIDENCE_FILE)
  writeFileSync(file, logOf(bodies))
  const { events, damaged } = readEvidence(file)
  if (damaged > 0) throw new Error(`${damaged} events made by hand are none`)
  return [...events]
}

/** The folder of a run with one scene, whose first test failed with these events as its moments. */
export function runWith(
  bodies: readonly object[],
  {
    scene = 'one dies',
    events = [],
    change = {},
  }: { scene?: string; events?: number[]; change?: Partial<ExerciseResult> } = {},
): string {
  const dir = folder()
  const [, failed] = sample().tests
  if (!failed?.finding) throw new Error('the sample has no failed test')
  const finding = { ...failed.finding, scene, events }
  const result = sample({
    tests: [{ ...failed, finding, scene }],
    headline: { ...finding, test: failed.name, part: failed.part },
    ...change,
  })
  writeFileSync(join(dir, RESULT_FILE), JSON.stringify({ schemaVersion: SCHEMA_VERSION, results: [result] }))
  mkdirSync(join(dir, sceneFolder(scene)))
  writeFileSync(join(dir, sceneFolder(scene), EVIDENCE_FILE), logOf(bodies))
  return dir
}

export const purchase = (number: number) => ({
  key: 'Aalst',
  value: JSON.stringify({ id: `p-${String(number).padStart(4, '0')}`, shop: 'Aalst' }),
  ...HEADERS,
})

export const started = (process = 'worker-1') => ({ kind: 'started', process, pid: 42 })
export const killed = (process = 'worker-1') => ({ kind: 'signalled', process, signal: 'SIGKILL' })
export const gone = (process = 'worker-1') => ({ kind: 'exited', process, code: null, signal: 'SIGKILL' })
export const requested = (api: string, process = 'worker-1') => ({
  ...{ kind: 'requested', process, api, version: 1, correlationId: 1, connection: 1 },
})
export const assigned = (partitions: number[], process = 'worker-1', generation = 1) => ({
  ...{ kind: 'assigned', process, connection: 1, group: GROUP, memberId: 'shop-1', generation, error: 0 },
  assignment: [{ topic: TOPIC, partitions }],
})
export const fetched = (numbers: number[], partition = 0, process = 'worker-1', first = 0) => ({
  ...{ kind: 'fetched', process, connection: 1, topic: TOPIC, partition, highWatermark: '9', error: 0 },
  records: numbers.map((number, index) => ({ ...purchase(number), offset: String(first + index) })),
})
export const commits = (offset: number, commit: number, partition = 0, process = 'worker-1') => [
  { kind: 'commit-requested', ...MEMBER, process, connection: 1, commit, partition, offset: String(offset) },
  { kind: 'committed', ...MEMBER, process, connection: 1, commit, partition, offset: String(offset), error: 0 },
]
const credit = (number: number, turn: number, process: string) => ({
  ...{ process, credit: turn, purchaseId: `p-${String(number).padStart(4, '0')}`, customer: '1007', key: null },
})
export const asks = (number: number, turn: number, process = 'worker-1') => ({
  kind: 'credit-asked',
  ...credit(number, turn, process),
})
export const credited = (number: number, turn: number, outcome = 'credited', process = 'worker-1') => ({
  ...{ kind: 'credit-answered', outcome },
  ...credit(number, turn, process),
})
export const checker = (what: string) => ({ kind: 'checker', what })
export const sends = (
  number: number,
  send: number,
  { topic = 'receipts', partition = 0, process = 'worker-1' } = {},
) => [
  {
    ...{
      kind: 'produced',
      process,
      connection: 2,
      send,
      acks: -1,
      transactionalId: null,
      topic: PREFIX + topic,
      partition,
    },
    records: [purchase(number)],
  },
  {
    kind: 'produce-answered',
    process,
    connection: 2,
    send,
    error: 0,
    baseOffset: '0',
    topic: PREFIX + topic,
    partition,
  },
]
export const prints = (line: string, process = 'worker-1') => ({ kind: 'printed', process, stream: 'stdout', line })

/** A worker that commits p-0001 before it asks for its credit, and dies with that in hand; another takes over. */
export function committedTooEarly(): { readonly bodies: object[]; readonly events: number[] } {
  const bodies = [
    started(),
    started('worker-2'),
    requested('Heartbeat'),
    assigned([0, 1]),
    fetched([1, 2, 3], 0),
    ...commits(1, 1),
    asks(1, 1),
    checker('held credit 1 of worker-1, for p-0001'),
    killed(),
    gone(),
    credited(1, 1, 'abandoned'),
    { kind: 'left', group: GROUP, memberId: 'shop-1', by: 'checker', process: 'worker-1' },
    assigned([0, 1], 'worker-2', 2),
    fetched([2, 3], 0, 'worker-2', 1),
    ...commits(2, 2, 0, 'worker-2'),
    asks(2, 2, 'worker-2'),
    credited(2, 2, 'credited', 'worker-2'),
    killed('worker-2'),
    gone('worker-2'),
  ]
  return { bodies, events: [6, 8] }
}
