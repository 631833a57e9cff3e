import { type Purchase, type Shop, firstAskerOf, highestCommitAsked, untilDone } from '#grading'
import { type Day, writeLanes } from './day.ts'

/** Until a credit is asked for that has to come: a twentieth of it on a slow machine. */
const ASK_LIMIT_MS = 12_000
/** Until a program waits for its credit and does nothing else. */
const WAIT_LIMIT_MS = 3_000

/** What a worker does while the credit of a partition's first purchase is in hand, and those behind it wait too. */
export interface Probe {
  readonly partition: number
  /** Its offset is 0. */
  readonly held: Purchase
  /** The worker that asked for it; undefined when none did. */
  readonly owner: string | undefined
  /** Purchases of the same customer whose credit was asked for meanwhile, before any of them was answered. */
  readonly askedToo: readonly Purchase[]
  /** The highest offset of the partition that it asked to commit meanwhile; 0 is none. */
  readonly committed: bigint
  /** The same after the credits behind it had been answered, and the first had not. */
  readonly committedLater: bigint
}

/** Of workers that could not be probed. */
export function unprobed({ probed, probe: [held] }: Day): Probe {
  return { partition: probed, held, owner: undefined, askedToo: [], committed: 0n, committedLater: 0n }
}

/** A probe with the holds that are still on. */
interface Probing extends Probe {
  readonly release: () => Promise<void>
}

/**
 * Holds the credits of a partition, writes the day's records and looks until the worker that has the first in hand does nothing
 * more. Where it went on to later ones of the same customer, those are answered, and it is looked at again. (Customers do not
 * wait for each other: who went on to another one may be right.)
 */
export async function probe(shop: Shop, day: Day): Promise<Probing> {
  const [held, ...later] = day.probe
  const behind = (day.lanes[day.probed] ?? []).filter((purchase) => purchase !== held).map(({ id }) => id)
  const { faults } = shop.loyalty
  const holdFirst = faults.hold({ when: ({ purchaseId }) => purchaseId === held.id })
  const holdLater = faults.hold({ when: ({ purchaseId }) => behind.includes(purchaseId) })
  await writeLanes(shop, day.lanes)
  await untilDone(shop, () => holdFirst.count > 0, { limitMs: ASK_LIMIT_MS })
  const owner = firstAskerOf(shop.evidence, held.id)
  await untilItWaits(shop, owner)
  const askedToo = later.filter(({ id }) => firstAskerOf(shop.evidence, id) !== undefined)
  const committed = committedSoFar(shop, day.probed)
  if (askedToo.length > 0) {
    holdLater.release()
    await untilItWaits(shop, owner)
  }
  return {
    ...{ partition: day.probed, held, owner, askedToo, committed },
    committedLater: committedSoFar(shop, day.probed),
    release: async () => {
      holdFirst.release()
      await untilDone(shop, () => holdLater.count > 0, { limitMs: ASK_LIMIT_MS })
      holdLater.release()
    },
  }
}

async function untilItWaits(shop: Shop, name: string | undefined): Promise<void> {
  await shop.programs.find((program) => program.name === name)?.waits(WAIT_LIMIT_MS)
}

function committedSoFar(shop: Shop, partition: number): bigint {
  return (
    highestCommitAsked(shop.evidence, { group: shop.group('loyalty'), topic: shop.topic('purchases') }, partition) ?? 0n
  )
}
