import { ALL_SHOPS, type Purchase, type Shop, drawShopOn, recordOf } from '#grading'

export const PARTITIONS = 3
/** Each shop has so many customers, and a customer's card is of one shop: so they have an order. */
const CUSTOMERS = 4
/** How many purchases of one customer a probe has. */
export const PROBE = 4

/** The purchases of a partition, in the order of their offsets, which begin at 0. */
export type Lane = readonly Purchase[]

/** Purchases for a topic of three partitions. */
export interface Day {
  readonly lanes: readonly Lane[]
  /** All of them. */
  readonly purchases: readonly Purchase[]
  /** The partition that begins with purchases of one customer. */
  readonly probed: number
  readonly probe: readonly [Purchase, ...Purchase[]]
}

/** A day in which all partitions have work, none as much as another. One begins with a customer who has bought a few times. */
export function drawDay(shop: Shop): Day {
  const usual = shop.random.shuffle([PROBE + 1, PROBE + 3, PROBE + 7])
  const probed = shop.random.integer(0, PARTITIONS - 1)
  const ofOne = shop.size(`purchases of one customer in partition ${probed}`, { usual: PROBE, least: 2 })
  const lengths = usual.map((length, partition) =>
    partition === probed
      ? ofOne + shop.size(`purchases behind those`, { usual: length - PROBE, least: 0 })
      : shop.size(`purchases in partition ${partition}`, { usual: length, least: 2 }),
  )
  const drawn = shop.purchases(lengths.reduce((sum, length) => sum + length, 0))
  const lanes = lengths.map((length, partition) => {
    const regular = soldAt(shop, partition)
    return drawn
      .splice(0, length)
      .map((purchase, place) =>
        partition === probed && place < ofOne
          ? { ...purchase, ...regular }
          : { ...purchase, ...soldAt(shop, partition) },
      )
  })
  const [first, ...later] = (lanes[probed] ?? []).slice(0, ofOne)
  if (!first) throw new Error('a lane without purchases')
  return { lanes, purchases: lanes.flat(), probed, probe: [first, ...later] }
}

/** A shop whose purchases lie on this partition, and one of its customers. */
function soldAt(shop: Shop, partition: number): Pick<Purchase, 'shop' | 'customer'> {
  const name = drawShopOn(shop.random, partition, PARTITIONS)
  const card = 1_000 + CUSTOMERS * ALL_SHOPS.indexOf(name) + shop.random.integer(0, CUSTOMERS - 1)
  return { shop: name, customer: String(card) }
}

export async function writeLanes(shop: Shop, lanes: readonly Lane[]): Promise<void> {
  const writes = lanes.flatMap((lane, partition) =>
    lane.length > 0 ? [shop.write('purchases', partition, lane.map(recordOf))] : [],
  )
  await Promise.all(writes)
}

/** What the group `loyalty` has to do with these lanes. */
export function dutyOf(lanes: readonly Lane[]) {
  return {
    group: 'loyalty',
    topic: 'purchases',
    ids: lanes.flat().map(({ id }) => id),
    ends: lanes.map(({ length }) => BigInt(length)),
  }
}
