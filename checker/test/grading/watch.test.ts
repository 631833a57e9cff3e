import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { Evidence } from '../../src/evidence/index.ts'
import { Watch } from '../../src/grading/watch.ts'
import { errorCode } from '../../src/protocol/index.ts'

/** What a watch is told of, and what it told. */
function watched({ answersAfterMs = 1 }: { answersAfterMs?: number | 'never' } = {}) {
  const evidence = new Evidence()
  const seen = { oddities: [] as string[], silence: [] as string[], asked: 0 }
  const scene = { dueSince: undefined as number | undefined }
  const watch = new Watch({
    evidence,
    dueSince: () => scene.dueSince,
    ask: () => {
      seen.asked += 1
      return new Promise((resolve, reject) => {
        if (answersAfterMs === 'never') setTimeout(() => reject(new Error('no answer')), 5_000)
        else setTimeout(resolve, answersAfterMs)
      })
    },
    onOddity: (what) => seen.oddities.push(what),
    onSilence: (why) => seen.silence.push(why),
  })
  return { watch, evidence, seen, scene }
}

beforeEach(
  () => void vi.useFakeTimers({ toFake: ['setTimeout', 'setInterval', 'clearInterval', 'Date', 'performance'] }),
)
afterEach(() => void vi.useRealTimers())

const AT = { process: 'producer', connection: 1, topic: 'purchases', partition: 0 }

describe('a watch over a scene', () => {
  test('asks nothing of a broker that answers in time, and finds nothing odd about it', async () => {
    const { seen, scene, evidence } = watched()
    evidence.add({ kind: 'disconnected', by: 'program', process: 'producer', connection: 1 })
    evidence.add({ kind: 'produce-answered', send: 1, error: 0, baseOffset: 0n, ...AT })
    for (let second = 0; second < 30; second += 1) {
      scene.dueSince = performance.now() + 100
      await vi.advanceTimersByTimeAsync(1_000)
    }
    expect(seen).toEqual({ oddities: [], silence: [], asked: 0 })
  })

  test('asks once an answer is overdue: a broker that answers then only lets a member wait', async () => {
    const { seen, scene } = watched()
    scene.dueSince = performance.now()
    await vi.advanceTimersByTimeAsync(2_000)
    expect(seen).toEqual({ oddities: [], silence: [], asked: 1 })
  })

  test('finds a broker odd that takes its time for that', async () => {
    const { seen, scene } = watched({ answersAfterMs: 900 })
    scene.dueSince = performance.now()
    await vi.advanceTimersByTimeAsync(4_000)
    expect(seen).toMatchObject({ oddities: ['the broker took 0.9 s to answer'], silence: [] })
  })

  test('tells of one that does not answer at all', async () => {
    const { seen, scene } = watched({ answersAfterMs: 'never' })
    scene.dueSince = performance.now()
    await vi.advanceTimersByTimeAsync(6_500)
    expect(seen).toEqual({ oddities: [], silence: ['no answer'], asked: 1 })
  })

  test.each([-3_600_000, 3_600_000])('notices that the clock was set by %i ms', async (ms) => {
    const { seen } = watched()
    await vi.advanceTimersByTimeAsync(1_000)
    vi.setSystemTime(Date.now() + ms)
    await vi.advanceTimersByTimeAsync(1_000)
    expect(seen.oddities).toEqual(['the clock of the machine was set'])
  })

  test('notices connections that the broker ended, and errors that tell of the broker alone', () => {
    const { seen, evidence } = watched()
    const told = [
      'KAFKA_STORAGE_ERROR',
      'UNKNOWN_TOPIC_OR_PARTITION',
      'MESSAGE_TOO_LARGE',
      'NOT_LEADER_OR_FOLLOWER',
    ] as const
    for (const error of told)
      evidence.add({ kind: 'produce-answered', send: 1, error: errorCode(error), baseOffset: -1n, ...AT })
    for (const connection of [1, 2])
      evidence.add({ kind: 'disconnected', by: 'broker', process: 'producer', connection })
    expect(seen.oddities).toEqual([
      'the broker answered producer with KAFKA_STORAGE_ERROR',
      'the broker answered producer with NOT_LEADER_OR_FOLLOWER',
      'the broker ended a connection of producer',
    ])
  })

  test('hears no more once it is stopped', async () => {
    const { watch, seen, scene, evidence } = watched()
    watch.stop()
    scene.dueSince = performance.now()
    evidence.add({ kind: 'disconnected', by: 'broker', process: 'producer', connection: 1 })
    watch.note('lost', 'the broker ended a connection of the checker')
    await vi.advanceTimersByTimeAsync(5_000)
    expect(seen).toEqual({ oddities: [], silence: [], asked: 0 })
  })
})
