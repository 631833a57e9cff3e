import { describe, expect, test } from 'vitest'
import { type EventBody, Evidence } from '../../src/evidence/index.ts'
import { creditsDone, firstAskerOf } from '../../src/grading/credits.ts'
import { groupsOf, highestCommit, isShared, sharesOf } from '../../src/grading/groups.ts'
import { movesIn } from '../../src/grading/moves.ts'
import { nothingMoreToDo } from '../../src/grading/settling.ts'

const OF = { group: 'kw-1.loyalty', topic: 'kw-1.purchases' }
const at = (process: string) => ({
  process,
  connection: 1,
  group: OF.group,
  memberId: `member of ${process}`,
  error: 0,
})

function evidenceOf(...events: EventBody[]): Evidence {
  const evidence = new Evidence()
  for (const event of events) evidence.add(event)
  return evidence
}

const joined = (process: string, group = OF.group): EventBody => ({
  ...at(process),
  ...{ kind: 'joined', group, generation: 1, leader: false, subscription: [OF.topic], sessionTimeoutMs: 10_000 },
})
const assigned = (process: string, generation: number, ...partitions: number[]): EventBody => ({
  ...at(process),
  ...{ kind: 'assigned', generation, assignment: partitions.length > 0 ? [{ topic: OF.topic, partitions }] : [] },
})
const left = (process: string): EventBody => ({ ...at(process), kind: 'left', by: 'checker' })
const committed = (partition: number, offset: bigint, error = 0): EventBody => ({
  ...at('worker-1'),
  ...{ kind: 'committed', topic: OF.topic, commit: 1, partition, offset, error },
})
const asked = (process: string, purchaseId: string): EventBody => ({
  ...{ kind: 'credit-asked', process, purchaseId, credit: 1, customer: '1000', key: null },
})
const answered = (
  purchaseId: string,
  outcome: 'credited' | 'cut' | 'known' | 'unavailable' | 'abandoned',
): EventBody => ({
  ...{ kind: 'credit-answered', process: 'worker-1', purchaseId, credit: 1, customer: '1000', key: null, outcome },
})
const fetch: EventBody = {
  ...{ kind: 'requested', api: 'Fetch', version: 11, correlationId: 1, process: 'worker-1', connection: 1 },
}

describe('the partitions of a group', () => {
  const two = [assigned('worker-1', 1, 0, 1, 2), assigned('worker-1', 2, 0, 2), assigned('worker-2', 2, 1)]

  test('are those of its newest generation', () => {
    expect(sharesOf(evidenceOf(...two), OF)).toMatchObject([
      { process: 'worker-1', partitions: [0, 2] },
      { process: 'worker-2', partitions: [1] },
    ])
  })

  test('are nobody’s when their member has left', () => {
    expect(sharesOf(evidenceOf(...two, left('worker-1')), OF)).toMatchObject([{ process: 'worker-2' }])
  })

  test('are shared when each process has some, and all are somebody’s', () => {
    const both = ['worker-1', 'worker-2']
    expect(isShared(evidenceOf(...two), OF, both, 3)).toBe(true)
    expect(isShared(evidenceOf(...two), OF, both, 4), 'one is nobody’s').toBe(false)
    expect(isShared(evidenceOf(...two.slice(0, 2)), OF, both, 3), 'one process has none').toBe(false)
    expect(isShared(evidenceOf(assigned('worker-1', 1, 0), assigned('worker-2', 1)), OF, both, 1)).toBe(false)
  })

  test('are those of this topic', () => {
    const other = { ...assigned('worker-1', 1, 0), assignment: [{ topic: 'kw-1.other', partitions: [0] }] } as EventBody
    expect(sharesOf(evidenceOf(other), OF)).toMatchObject([{ partitions: [] }])
  })
})

test('the groups of a process are those that it joined, once each', () => {
  const evidence = evidenceOf(joined('worker-1'), joined('worker-1'), joined('worker-2', 'kw-1.other'))
  expect(groupsOf(evidence, 'worker-1')).toEqual([OF.group])
})

test('the highest commit of a partition is one that the broker took', () => {
  const evidence = evidenceOf(committed(0, 3n), committed(0, 1n), committed(0, 9n, 25), committed(1, 12n))
  expect(highestCommit(evidence, OF, 0)).toBe(3n)
  expect(highestCommit(evidence, OF, 2)).toBeUndefined()
})

describe('a credit', () => {
  test('is done when its points are on the card, whether anybody was told or not', () => {
    const evidence = evidenceOf(
      ...[answered('a', 'credited'), answered('b', 'cut'), answered('a', 'known')],
      ...[answered('c', 'unavailable'), answered('d', 'abandoned')],
    )
    expect(creditsDone(evidence).map(({ purchaseId }) => purchaseId)).toEqual(['a', 'b'])
  })

  test('has a first asker', () => {
    const evidence = evidenceOf(asked('worker-2', 'a'), asked('worker-1', 'a'))
    expect([firstAskerOf(evidence, 'a'), firstAskerOf(evidence, 'b')]).toEqual(['worker-2', undefined])
  })
})

describe('a run', () => {
  test('moves with credits and commits, and not with empty answers', () => {
    expect(movesIn(evidenceOf(asked('worker-1', 'a'), answered('a', 'credited'), committed(0, 1n), fetch))).toBe(3)
  })

  test('has nothing more to do after so many empty answers in a row', () => {
    const fetches = Array.from({ length: 17 }, () => fetch)
    expect(nothingMoreToDo(evidenceOf(...fetches), 0)).toBe(true)
    expect(nothingMoreToDo(evidenceOf(...fetches, asked('worker-1', 'a')), 0)).toBe(false)
    expect(nothingMoreToDo(evidenceOf(...fetches), 0, 60)).toBe(false)
  })
})
