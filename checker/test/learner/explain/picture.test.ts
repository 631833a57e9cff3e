import { describe, expect, it } from 'vitest'
import { type Picture, pictureOf } from '../../../src/learner/explain/picture.ts'
import * as made from './made-by-hand.ts'

const draw = (bodies: readonly object[], marked: number[] = []) =>
  pictureOf({ events: made.eventsOf(bodies), damaged: 0 }, { marked })
const words = ({ rows }: Picture) => rows.map((row) => row.words)
const momentsIn = ({ moments }: Picture) => moments.map(({ mark, words }) => `${mark} ${words}`)

describe('a picture of a run', () => {
  it('tells what was committed, asked and lost, step by step, and marks the moments that a finding names', () => {
    const { bodies, events } = made.committedTooEarly()
    const picture = draw(bodies, events)
    expect(picture.lanes.map(({ name }) => name)).toEqual(['worker-1', 'worker-2', 'purchases/0', 'loyalty service'])
    expect(words(picture)).toEqual([
      'worker-1 starts',
      'worker-2 starts',
      'worker-1 is given partitions 0, 1 of purchases (group loyalty)',
      'worker-1 gets 3 records from purchases/0, offsets 0 to 2, p-0001 and p-0002 among them',
      'worker-1 commits offset 1 of purchases/0',
      'worker-1 asks to credit p-0001',
      'the checker held credit 1 of worker-1, for p-0001',
      'worker-1 is killed by the checker (SIGKILL)',
      'the answer for p-0001: the program was gone: never credited',
      'the checker takes worker-1 out of the group loyalty',
      'worker-2 is given partitions 0, 1 of purchases (group loyalty)',
      'worker-2 gets p-0002 and p-0003 from purchases/0, offsets 1 to 2',
      'worker-2 commits offset 2 of purchases/0',
      'worker-2 asks to credit p-0002: credited',
      'worker-2 still runs, and is ended by the checker',
    ])
    expect(momentsIn(picture)).toEqual([
      '1 worker-1 commits offset 1 of purchases/0',
      '2 worker-1 asks to credit p-0001',
    ])
  })

  it('numbers the moments as the finding has them, not as they happened', () => {
    const { bodies } = made.committedTooEarly()
    expect(momentsIn(draw(bodies, [8, 6]))).toEqual([
      '1 worker-1 asks to credit p-0001',
      '2 worker-1 commits offset 1 of purchases/0',
    ])
  })

  it('draws a request and its answer as one, unless a moment or a deed of the same process lies between', () => {
    const [ask, tell] = made.commits(1, 1) as [object, object]
    expect(words(draw([made.started(), ask, made.requested('Heartbeat'), tell]))).toHaveLength(2)
    expect(words(draw([made.started(), ask, made.asks(1, 1), tell]))).toHaveLength(4)
    expect(words(draw([made.started(), ask, made.asks(1, 1, 'worker-2'), tell]))).toHaveLength(3)
    expect(words(draw([made.started(), ask, made.asks(1, 1, 'worker-2'), tell], [3]))).toHaveLength(4)
  })

  it('says of a request that nothing answers it', () => {
    expect(words(draw([made.started(), made.asks(1, 1)])).at(-1)).toBe('worker-1 asks to credit p-0001: never answered')
  })

  it('of 500 records draws what the finding is about, and counts the rest', () => {
    const numbers = Array.from({ length: 500 }, (_, index) => index + 1)
    const bodies = [
      made.started(),
      made.assigned([0]),
      made.fetched(numbers),
      ...numbers.flatMap((n) => [
        made.asks(n, n),
        made.credited(n, n),
        made.requested('Heartbeat'),
        ...made.commits(n, n),
      ]),
    ]
    const asked = bodies.findIndex((body) => 'purchaseId' in body && body.purchaseId === 'p-0250') + 1
    const picture = draw(bodies, [asked])
    expect(picture.rows.length).toBeLessThan(30)
    expect(momentsIn(picture)).toEqual(['1 worker-1 asks to credit p-0250: credited'])
    const shown = words(picture)
    expect(shown).toContain('worker-1 gets 500 records from purchases/0, offsets 0 to 499, p-0250 among them')
    expect(shown).toContain('worker-1 commits offset 250 of purchases/0')
    const counts = shown
      .filter((text) => text.startsWith('…'))
      .flatMap((text) => text.match(/\d+(?= (?:credit|commit))/g) ?? [])
    const drawn = picture.rows.filter((row) => row.kind === 'step' && /credit|commits/.test(row.words)).length
    expect(counts.map(Number).reduce((sum, one) => sum + one, 0) + drawn).toBe(1_000)
  })

  it('of 500 records that nothing is said about draws the first of each kind, the last, and counts the rest', () => {
    const numbers = Array.from({ length: 500 }, (_, index) => index + 1)
    const picture = draw([made.started(), ...numbers.flatMap((n) => made.sends(n, n))])
    expect(words(picture)).toEqual([
      'worker-1 starts',
      'worker-1 sends p-0001 to receipts/0: acknowledged',
      'worker-1 sends p-0002 to receipts/0: acknowledged',
      '… 497 records sent (worker-1)',
      'worker-1 sends p-0500 to receipts/0: acknowledged',
    ])
  })

  it('of many moments of one kind draws the first, and says how many more there are', () => {
    const sent = Array.from({ length: 26 }, (_, index) => made.sends(index + 1, index + 1)[0] as object)
    const picture = draw(
      [made.started('producer'), made.prints('{"sent":26}'), ...sent],
      [2, ...sent.map((_, index) => index + 3)],
    )
    expect(picture.moments).toHaveLength(5)
    expect(picture.furtherMoments).toBe(22)
  })

  it('draws a lane for a process from its start to its end', () => {
    const { bodies } = made.committedTooEarly()
    const signs = draw(bodies).rows.flatMap((row) =>
      row.kind === 'step' && row.sign !== 'act' ? `${row.sign} ${row.from}` : [],
    )
    expect(signs).toEqual(['begin 0', 'begin 1', 'death 0', 'end 1'])
  })

  it('draws what a program asks where that is all that it does', () => {
    const bodies = [
      made.started('inspect'),
      made.requested('ApiVersions', 'inspect'),
      made.requested('ListOffsets', 'inspect'),
    ]
    expect(words(draw(bodies))).toEqual([
      'inspect starts',
      'inspect asks Kafka for the first or last offsets of partitions',
    ])
    expect(words(draw([...bodies, made.fetched([1], 0, 'inspect')]))).not.toContainEqual(
      expect.stringContaining('asks Kafka'),
    )
  })

  it('draws connections only where the finding names one', () => {
    const opened = [1, 2, 3].map((connection) => ({ kind: 'connected', process: 'worker-1', connection }))
    expect(words(draw([made.started(), ...opened]))).toEqual(['worker-1 starts'])
    expect(words(draw([made.started(), ...opened], [3]))).toEqual([
      'worker-1 starts',
      '… 1 connection opened (worker-1)',
      'worker-1 opens connection 2 to Kafka',
      '… 1 connection opened (worker-1)',
    ])
  })

  it('says of a fetch that has what was committed before that a client skips it', () => {
    const bodies = [made.started(), made.fetched([1, 2]), ...made.commits(1, 1), made.fetched([1, 2])]
    const notes = draw(bodies).rows.map((row) => row.kind === 'step' && row.details.some(([label]) => label === 'note'))
    expect(notes).toEqual([false, false, false, true])
  })

  it('draws functions with what they call', () => {
    const call = { process: 'queue-worker', call: 1 }
    const mail = { id: 'm-1', to: 'Hilde' }
    const picture = draw([
      { kind: 'called', ...call, name: 'work', args: [{ ack: '(queue.ack)' }, '(handle)', { maxAttempts: 3 }] },
      { kind: 'remote-called', ...call, name: 'queue.ack', args: [mail] },
      { kind: 'remote-answered', ...call, asked: 2, name: 'queue.ack', value: mail },
      { kind: 'remote-called', ...call, name: 'handle', args: [mail] },
      {
        kind: 'remote-answered',
        ...call,
        asked: 4,
        name: 'handle',
        refusal: { name: 'Error', message: 'mailbox full' },
      },
      { kind: 'call-ended', ...call, outcome: { kind: 'returned' } },
    ])
    expect(picture.lanes.map(({ name }) => name)).toEqual(['queue-worker', 'queue', 'handle'])
    expect(words(picture)).toEqual([
      'work(queue, handle, { maxAttempts: 3 }) is called',
      'queue.ack(m-1)',
      'handle(m-1): it fails: mailbox full',
      'the call returns',
    ])
  })
})
