import { describe, expect, test } from 'vitest'
import { type GroupView, groupView, happeningsBetween } from '../../server/live/groups.ts'

const member = (name: string, ...partitions: number[]) => ({
  memberId: `${name}-0123-4567`,
  clientId: name,
  subscription: ['purchases'],
  assignment: [{ topic: 'purchases', partitions }],
})

const view = (state: string, ...members: ReturnType<typeof member>[]) =>
  groupView('loyalty', { state, members }, [], new Map())

const between = (before: GroupView[], after: GroupView[]) =>
  happeningsBetween(new Map(before.map((one) => [one.id, one])), new Map(after.map((one) => [one.id, one]))).map(
    ({ text }) => text,
  )

test('a group has the lag of what it committed, and who has each partition', () => {
  const committed = [{ topic: 'purchases', partition: 0, offset: 4n }]
  const ends = new Map([
    ['purchases/0', 10],
    ['purchases/1', 5],
  ])
  const { members, positions } = groupView('g', { state: 'Stable', members: [member('worker', 1, 0)] }, committed, ends)

  expect(members).toMatchObject([{ name: 'worker-0123', partitions: ['purchases/0', 'purchases/1'] }])
  expect(positions).toEqual([
    { partition: 'purchases/0', offset: 4, lag: 6, member: 'worker-0123' },
    { partition: 'purchases/1', offset: null, lag: null, member: 'worker-0123' },
  ])
})

test('a member that is no consumer of the classic kind has no partitions that can be told', () => {
  const other = { memberId: 'connect-1', clientId: 'connect', subscription: undefined, assignment: undefined }
  expect(groupView('g', { state: 'Stable', members: [other] }, [], new Map()).members[0]?.partitions).toBeNull()
})

describe('what happened between two looks', () => {
  test('a member that joins, and what it gets', () => {
    expect(between([view('Stable', member('a', 0, 1))], [view('Stable', member('a', 0), member('b', 1))])).toEqual([
      'b-0123 joined loyalty.',
      'a-0123 has purchases 0.',
      'b-0123 has purchases 1.',
    ])
  })
  test('a member that leaves, and who takes over', () => {
    expect(between([view('Stable', member('a', 0), member('b', 1))], [view('Stable', member('a', 0, 1))])).toEqual([
      'b-0123 left loyalty.',
      'a-0123 has purchases 0, 1.',
    ])
  })
  test('a rebalance that goes on, once', () => {
    const moving = view('PreparingRebalance', member('a'))
    expect(between([view('Stable', member('a'))], [moving])).toEqual([
      'loyalty rebalances: its partitions are shared out anew.',
    ])
    expect(between([moving], [moving])).toEqual([])
  })
  test('a member without a partition', () => {
    const idle = { ...member('b'), assignment: [] }
    expect(between([view('Stable', member('a', 0))], [view('Stable', member('a', 0), idle)])).toEqual([
      'b-0123 joined loyalty.',
      'b-0123 has no partition.',
    ])
  })
  test('a group that is gone', () => {
    expect(between([view('Empty')], [])).toEqual(['The group loyalty is gone.'])
  })
})
