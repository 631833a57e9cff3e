import { type NewRecord, type Purchase, type ReadRecord, type Shop, drawShopOn, recordOf } from '#grading'

export const PARTITIONS = 3
/** What a till writes that is torn in the middle of a character: no UTF-8, and no JSON. */
const TORN = Buffer.from([0xc3])

/**
 * What is to become of a record: it is credited; its value is not JSON; the service rejects it; or the service is down for it, for a
 * while or for good.
 */
export type Kind = 'good' | 'not JSON' | 'rejected' | 'down'

/** A record of `purchases`, where it lies and what is to become of it. */
export interface Source {
  /** Of the purchase in it, also where its value is no JSON any more. */
  readonly id: string
  readonly kind: Kind
  readonly partition: number
  readonly offset: bigint
  readonly record: NewRecord
}

/** What lies in one partition, from offset 0. */
export type Lane = readonly Source[]

/** Records of these kinds, a list for each partition; which partition gets which list is drawn. */
export function drawLanes(shop: Shop, kinds: readonly (readonly Kind[])[]): Lane[] {
  const drawn = shop.purchases(kinds.flat().length)
  return shop.random.shuffle(kinds).map((lane, partition) =>
    needed(shop, lane, partition).map((kind, place): Source => {
      const purchase = {
        ...(drawn.shift() as Purchase),
        shop: drawShopOn(shop.random, partition, PARTITIONS),
      }
      const record = kind === 'not JSON' ? torn(purchase) : recordOf(purchase)
      return { id: purchase.id, kind, partition, offset: BigInt(place), record }
    }),
  )
}

/** Good ones may be left out, the last first: the others are what a scene is about. */
function needed(shop: Shop, lane: readonly Kind[], partition: number): Kind[] {
  const good = lane.filter((kind) => kind === 'good').length
  const kept = good > 0 ? shop.size(`good records in partition ${partition}`, { usual: good, least: 0 }) : 0
  let count = 0
  return lane.filter((kind) => kind !== 'good' || ++count <= kept)
}

function torn(purchase: Purchase): NewRecord {
  const whole = recordOf(purchase)
  const text = whole.value?.toString() ?? ''
  return { ...whole, value: Buffer.concat([Buffer.from(text.slice(0, text.indexOf('items') + 4)), TORN]) }
}

/** Those of a kind. */
export function ofKind(lanes: readonly Lane[], kind: Kind): Source[] {
  return lanes.flat().filter((source) => source.kind === kind)
}

/** The one record of a kind that a play has. */
export function theOne(lanes: readonly Lane[], kind: Kind): Source {
  const [source, ...more] = ofKind(lanes, kind)
  if (!source || more.length > 0) throw new Error(`a play with other than one record that is ${kind}`)
  return source
}

/** Writes what lies in the lanes. */
export async function writeLanes(shop: Shop, lanes: readonly Lane[]): Promise<void> {
  const writes = lanes.flatMap((lane) => {
    const [first] = lane
    return first
      ? [
          shop.write(
            'purchases',
            first.partition,
            lane.map(({ record }) => record),
          ),
        ]
      : []
  })
  await Promise.all(writes)
}

/** A record of `purchases.dlq`, and the record that it is for; undefined where that is not to be told. */
export interface Letter {
  readonly record: ReadRecord
  readonly source: Source | undefined
}

/** Which letter is for which record: told by the id in its value, or by where it says that it is from. */
export function lettersFor(records: readonly ReadRecord[], lanes: readonly Lane[]): Letter[] {
  const sources = lanes.flat()
  return records.map((record) => {
    const text = record.value?.toString('utf8') ?? ''
    const [partition, offset] = ['dlq-original-partition', 'dlq-original-offset'].map((name) => header(record, name))
    return {
      record,
      source:
        sources.find(({ id }) => text.includes(id)) ??
        sources.find((one) => String(one.partition) === partition && one.offset.toString() === offset),
    }
  })
}

/** A header's value as text, the last where there are several; undefined where there is none. */
export function header({ headers }: Pick<ReadRecord, 'headers'>, name: string): string | undefined {
  return headers.findLast(({ key }) => key === name)?.value?.toString('utf8')
}
