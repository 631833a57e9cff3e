import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { creditsDone } from '../../src/grading/credits.ts'
import { freezeAndExpel, killAndExpel } from '../../src/grading/crew.ts'
import { untilCaughtUp, untilShared } from '../../src/grading/group-waits.ts'
import { sharesOf } from '../../src/grading/groups.ts'
import type { Shop } from '../../src/grading/shop.ts'
import { idsIn } from '../../src/grading/values.ts'
import { errorCode } from '../../src/protocol/index.ts'
import { RunFolder } from '../../src/runner/index.ts'
import { openShop, prepareWorkers } from '../support/shop.ts'

/** Each is to go the same way whatever the machine does. */
const TWENTY_TIMES = { repeats: 19 }
/** A session takes its seconds. */
const A_FEW_TIMES = { repeats: 4 }
const LIMIT_MS = 20_000
const IDS = ['p-1', 'p-2', 'p-3']
const DUTY = { group: 'loyalty', topic: 'purchases', ids: IDS, ends: [3n] }

const root = mkdtempSync(join(tmpdir(), 'crises-'))
const runFolder = RunFolder.create(root)
let scenes = 0
afterAll(() => {
  rmSync(root, { recursive: true, force: true })
})

describe('a worker that commits behind its work', () => {
  const open = shopOf('solutions/04-consumer-groups')

  test('and is killed between the two leaves work that is done twice', TWENTY_TIMES, async () => {
    await using stage = await open()
    const { shop } = stage
    const hold = shop.wire.faults.hold({ way: 'request', api: 'OffsetCommit' })
    const first = await shop.start('worker.ts', { name: 'worker-1' })
    await reached(shop, () => hold.count > 0)
    await killAndExpel(shop, first)
    hold.release()
    await shop.start('worker.ts', { name: 'worker-2' })
    await untilCaughtUp(shop, DUTY, LIMIT_MS)
    expect(done(shop)).toEqual([...IDS, ...IDS])
  })

  test('does it once when it is stopped with work in hand', TWENTY_TIMES, async () => {
    await using stage = await open()
    const { shop } = stage
    const hold = shop.loyalty.faults.holdNext()
    const worker = await shop.start('worker.ts')
    await reached(shop, () => hold.count > 0)
    const stopping = worker.stop()
    await worker.waits(2_000)
    hold.release()
    expect(await stopping).toEqual({ code: 0, signal: null })
    expect(await shop.committed('loyalty', 'purchases')).toEqual([1n])
    await shop.start('worker.ts', { name: 'worker-2' })
    await untilCaughtUp(shop, DUTY, LIMIT_MS)
    expect(done(shop)).toEqual(IDS)
  })

  test('does it once when its group rebalances while it works', TWENTY_TIMES, async () => {
    await using stage = await open({ partitions: 2 })
    const { shop } = stage
    const hold = shop.loyalty.faults.holdNext()
    const first = await shop.start('worker.ts', { name: 'worker-1' })
    await reached(shop, () => hold.count > 0)
    const second = await shop.start('worker.ts', { name: 'worker-2' })
    // The second JoinGroup of a member has no answer before the others have joined anew.
    await reached(shop, () => joinsOf(shop, 'worker-2') === 2)
    hold.release()
    const of = { group: 'loyalty', topic: 'purchases', partitions: 2, limitMs: LIMIT_MS }
    expect(await untilShared(shop, [first, second], of)).toBe(true)
    await untilCaughtUp(shop, { ...DUTY, ends: [3n, 0n] }, LIMIT_MS)
    expect(done(shop)).toEqual(IDS)
  })
})

describe('a worker that commits before its work', () => {
  const open = shopOf('checker/hidden/04-consumer-groups/wrong/commit-before-work/commits-first')

  test('and is killed between the two leaves work that nobody does', TWENTY_TIMES, async () => {
    await using stage = await open()
    const { shop } = stage
    const hold = shop.loyalty.faults.holdNext()
    const first = await shop.start('worker.ts', { name: 'worker-1' })
    await reached(shop, () => hold.count > 0)
    await killAndExpel(shop, first)
    hold.release()
    await shop.start('worker.ts', { name: 'worker-2' })
    await reached(shop, () => done(shop).length === 2)
    expect(done(shop)).toEqual(['p-2', 'p-3'])
    expect(await shop.committed('loyalty', 'purchases')).toEqual([3n])
  })
})

describe('a worker that stood still for longer than its session', () => {
  const open = shopOf('checker/hidden/04-consumer-groups/right/own-commits')

  test('wakes up with work that another has done, and its commit is refused', TWENTY_TIMES, async () => {
    await using stage = await open()
    const { shop } = stage
    const hold = shop.loyalty.faults.holdNext()
    const zombie = await shop.start('worker.ts', { name: 'worker-1' })
    await reached(shop, () => hold.count > 0)
    await freezeAndExpel(shop, zombie)
    await shop.start('worker.ts', { name: 'worker-2' })
    await untilCaughtUp(shop, DUTY, LIMIT_MS)
    expect(sharesOf(shop.evidence, { group: shop.group('loyalty'), topic: shop.topic('purchases') })).toMatchObject([
      { process: 'worker-2', partitions: [0] },
    ])
    hold.release()
    zombie.thaw()
    const refused = () => shop.evidence.of('committed').filter(({ process }) => process === 'worker-1')
    await reached(shop, () => refused().length > 0)
    expect(refused()[0]).toMatchObject({ offset: 1n, error: errorCode('UNKNOWN_MEMBER_ID') })
    expect(await shop.committed('loyalty', 'purchases')).toEqual([3n])
  })
})

describe('a worker whose session ends while it stands still', () => {
  const open = shopOf('checker/hidden/04-consumer-groups/right/own-commits')
  // Long enough to join on a busy machine, and to be seen to end.
  const session = { sessionTimeout: 2_000, heartbeatInterval: 300, maxWaitTimeInMs: 100 }
  const env = { WORKSHOP_CONSUMER: JSON.stringify(session) }

  test('loses its partition to another, as if the checker had taken it out of the group', A_FEW_TIMES, async () => {
    await using stage = await open()
    const { shop } = stage
    const hold = shop.loyalty.faults.holdNext()
    const zombie = await shop.start('worker.ts', { name: 'worker-1', env })
    await reached(shop, () => hold.count > 0)
    zombie.freeze()
    await shop.start('worker.ts', { name: 'worker-2', env })
    await untilCaughtUp(shop, DUTY, LIMIT_MS)
    expect(shop.evidence.of('left')).toEqual([])
    hold.release()
    zombie.thaw()
    const refused = () => shop.evidence.of('committed').filter(({ process }) => process === 'worker-1')
    await reached(shop, () => refused().length > 0)
    expect(refused()[0]).toMatchObject({ offset: 1n, error: errorCode('UNKNOWN_MEMBER_ID') })
    expect(await shop.committed('loyalty', 'purchases')).toEqual([3n])
  })
})

describe('a worker whose service is down', () => {
  const open = shopOf('solutions/04-consumer-groups')

  test('credits all once when it comes back, and in order', TWENTY_TIMES, async () => {
    await using stage = await open()
    const { shop } = stage
    const down = shop.loyalty.faults.down()
    await shop.start('worker.ts')
    await reached(shop, () => down.count === 2)
    expect(done(shop)).toEqual([])
    down.release()
    await untilCaughtUp(shop, DUTY, LIMIT_MS)
    expect(done(shop)).toEqual(IDS)
  })
})

describe('a worker whose dead letter is refused', () => {
  const open = shopOf('solutions/05-dead-letter-queue')

  test('stops in front of it, and the next one puts it aside', TWENTY_TIMES, async () => {
    await using stage = await open()
    const { shop } = stage
    await shop.createTopic('purchases.dlq', { partitions: 1 })
    shop.loyalty.faults.reject('There is no such card.', { when: ({ purchaseId }) => purchaseId === 'p-2' })
    const letter = { way: 'request', api: 'Produce', topic: shop.topic('purchases.dlq') } as const
    const refuse = shop.wire.faults.refuse(letter, 'MESSAGE_TOO_LARGE')
    const first = await shop.start('worker.ts', { name: 'worker-1' })
    expect(await first.exitWithin(LIMIT_MS)).toEqual({ code: 1, signal: null })
    expect(await shop.read('purchases.dlq')).toEqual([])
    await shop.wire.leaveForTheDead('worker-1')
    refuse.release()
    await shop.start('worker.ts', { name: 'worker-2' })
    await untilCaughtUp(shop, { ...DUTY, ids: ['p-1', 'p-3'] }, LIMIT_MS)
    expect(done(shop).filter((id) => id !== 'p-1')).toEqual(['p-3'])
    expect(idsIn(await shop.read('purchases.dlq'))).toEqual(['p-2'])
    expect(await shop.committed('loyalty', 'purchases')).toEqual([3n])
  })
})

/** Opens a shop in which `worker.ts` is that of a folder, and three purchases lie in the first partition of their topic. */
function shopOf(dir: string) {
  let workers: Awaited<ReturnType<typeof prepareWorkers>>
  beforeAll(async () => {
    workers = await prepareWorkers(runFolder, dir)
  })
  return async ({ partitions = 1 } = {}) => {
    const shop = await openShop(runFolder, workers, `crisis ${(scenes += 1)}`)
    await shop.createTopic('purchases', { partitions })
    const purchases = shop.purchases(IDS.length).map((purchase, index) => ({ ...purchase, id: IDS[index] }))
    const records = purchases.map((purchase) => ({ key: null, value: Buffer.from(JSON.stringify(purchase)) }))
    await shop.write('purchases', 0, records)
    return { shop, [Symbol.asyncDispose]: () => shop.close() }
  }
}

async function reached(shop: Shop, condition: () => boolean): Promise<void> {
  expect(await shop.until(condition, { limitMs: LIMIT_MS })).toBe(true)
}

function done(shop: Shop): string[] {
  return creditsDone(shop.evidence).map(({ purchaseId }) => purchaseId)
}

function joinsOf({ evidence }: Shop, name: string): number {
  return evidence.of('requested').filter(({ process, api }) => process === name && api === 'JoinGroup').length
}
