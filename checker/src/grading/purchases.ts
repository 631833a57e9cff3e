import type { Purchase } from '../../given/shop/purchase.ts'
import { type NewRecord, partitionFor } from '../protocol/index.ts'
import type { Random } from './random.ts'

export type { Purchase }

/** Capitalised everywhere, one of them not ASCII. With 3 partitions murmur2 puts Brussels, Charleroi, Liège … not evenly. */
export const SHOPS = ['Brussels', 'Charleroi', 'Antwerp', 'Ghent', 'Liège', 'Namur', 'Bruges', 'Leuven'] as const
const GOODS = ['bread', 'milk', 'cheese', 'pears', 'soap', 'candles', 'a "wok"', 'tea, loose'] as const

/** `count` purchases in the order of their times, ids unique within `from` on. */
export function drawPurchases(random: Random, count: number, from = 1): Purchase[] {
  const opening = Date.UTC(2026, 0, random.integer(5, 25), 9)
  return Array.from({ length: count }, (_, index) => {
    const items = Array.from({ length: random.integer(1, 3) }, () => ({
      name: random.pick(GOODS),
      quantity: random.integer(1, 4),
      cents: random.integer(50, 4_000),
    }))
    return {
      id: `p-${String(from + index).padStart(4, '0')}`,
      shop: random.pick(SHOPS),
      customer: String(random.integer(1_000, 1_040)),
      items,
      totalCents: items.reduce((sum, { quantity, cents }) => sum + quantity * cents, 0),
      at: new Date(opening + (from + index) * 60_000).toISOString(),
    }
  })
}

/** With two shops more, so that of three partitions murmur2 leaves none without one. */
export const ALL_SHOPS = [...SHOPS, 'Ostend', 'Aalst'] as const

/** A shop whose purchases lie on this partition. */
export function drawShopOn(random: Random, partition: number, partitions: number): (typeof ALL_SHOPS)[number] {
  return random.pick(ALL_SHOPS.filter((name) => partitionFor(Buffer.from(name), partitions) === partition))
}

/** A purchase as a record of the topic `purchases`. */
export function recordOf(purchase: Purchase): NewRecord {
  return {
    key: Buffer.from(purchase.shop),
    value: Buffer.from(JSON.stringify(purchase)),
    headers: [{ key: 'content-type', value: Buffer.from('application/json') }],
  }
}
