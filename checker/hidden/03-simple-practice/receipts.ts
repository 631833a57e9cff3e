import {
  type EventOf,
  type Moment,
  type Scene,
  type SendOutcome,
  type Shop,
  type Sighting,
  idsIn,
  jsonOf,
  moments,
  parsed,
  sendOutcomes,
  shownBy,
} from '#grading'
import type { ConsumerPlay, Lot } from './consumer-scenes.ts'

/** Every receipt reads as one that was made of a Buffer, or of fields that a Buffer does not have. */
export function valueNotDecoded({ receipts, shop }: Scene<ConsumerPlay>): Sighting | undefined {
  const texts = receipts.map(({ value }) => value?.toString('utf8') ?? '')
  const [example] = texts
  if (example === undefined || !texts.every(isOfUndecodedValue)) return undefined
  return shownBy({ example: example.slice(0, 80) }, ...moments.sendsOf(shop.evidence, receipts))
}

function isOfUndecodedValue(text: string): boolean {
  const receipt = parsed(text)
  if (typeof receipt !== 'object' || receipt === null) return false
  if (text.includes('"type":"Buffer"')) return true
  return !('purchaseId' in receipt) && !('totalCents' in receipt)
}

/** A value that is JSON and no purchase got a receipt, by which it is recognised. */
export function jsonIsEnough({ receipts, prepared, shop }: Scene<ConsumerPlay>): Sighting | undefined {
  const taken = prepared.find(({ json }) => receipts.some(({ value }) => isOf(jsonOf(value), json)))
  if (taken === undefined) return undefined
  const { json, partition, offset } = taken
  const facts = {
    what: `The value at offset ${offset} of partition ${partition}`,
    lacks: json?.id === undefined ? 'id' : 'shop',
    done: 'given a receipt',
  }
  return shownBy(
    facts,
    ...moments.sendsWith(shop.evidence, ({ value }) => isOf(jsonOf(value), json)),
    ...fetchesOf(shop, taken),
  )
}

type Json = Readonly<Record<string, unknown>> | undefined

function isOf(receipt: Json, json: Json): boolean {
  if (receipt === undefined || json === undefined) return false
  return receipt.totalCents === undefined && receipt.purchaseId === json.id && receipt.shop === json.shop
}

/** Where what lies at an offset of `purchases` was handed to the program. */
function fetchesOf(shop: Shop, { partition, offset }: { readonly partition: number; readonly offset: bigint }) {
  return moments.fetchesOf(shop.evidence, { topic: shop.topic('purchases'), partition, offset })
}

/** The way of a purchase: where its receipts left the program, and where it was handed to it. */
export function receiptMoments({ evidence }: Shop, id: string): readonly Moment[] {
  return [
    ...moments.sendsWith(evidence, ({ value }) => jsonOf(value)?.purchaseId === id),
    ...moments.fetchesWith(evidence, ({ value }) => jsonOf(value)?.id === id),
  ]
}

/** A receipt with a text for a key that is none: `"null"`. */
export function keyMadeUp({ receipts, keyless, prepared, shop }: Scene<ConsumerPlay>): Sighting | undefined {
  const record = prepared.find(({ kind }) => kind === 'no key')
  const ids = idsIn(receipts, 'purchaseId')
  const receipt = receipts[ids.findIndex((id) => keyless.includes(id))]
  const key = receipt?.key?.toString('utf8')
  if (!receipt || record === undefined || (key !== 'null' && key !== 'undefined')) return undefined
  const facts = {
    partition: record.partition,
    offset: record.offset.toString(),
    how: `its receipt got the key "${key}", which is a text like any other`,
  }
  return shownBy(facts, ...moments.sendsOf(shop.evidence, [receipt]), ...fetchesOf(shop, record))
}

/** A purchase that was committed before its receipt was acknowledged. */
export interface TooEarly {
  readonly id: string
  readonly commit: EventOf<'commit-requested'>
  /** What became of its receipt. */
  readonly sends: readonly SendOutcome[]
}

/**
 * Purchases behind which the program committed while Kafka had not acknowledged their receipts. `lots`: what lies in the
 * partitions of `purchases`, from offset 0. Purchases that get no receipt at all are another matter, and so are sends that ask
 * for no acknowledgement.
 */
export function committedTooEarly({ shop, lots }: { shop: Shop; lots: readonly (readonly Lot[])[] }): TooEarly[] {
  const sends = new Map<string, SendOutcome[]>()
  for (const outcome of sendOutcomes(shop.evidence)) {
    for (const { value } of outcome.sent.records) {
      const id = String(jsonOf(value)?.purchaseId)
      sends.set(id, [...(sends.get(id) ?? []), outcome])
    }
  }
  return shop.evidence.of('commit-requested').flatMap((commit) => {
    const done = (lots[commit.partition] ?? []).filter((_, offset) => BigInt(offset) < commit.offset)
    return done.flatMap(({ id = '' }) => {
      const own = sends.get(id) ?? []
      const inTime = own.some(({ sent, answer }) => sent.acks === 0 || (answer && answer.seq < commit.seq))
      return own.length === 0 || inTime ? [] : [{ id, commit, sends: own }]
    })
  })
}

/** In a consumer's hand: the purchases are committed, which says that they are done, and their receipts are still under way. */
export function unawaitedReceipt(scene: Scene<ConsumerPlay>): Sighting | undefined {
  const early = committedTooEarly(scene)
  const [first] = early
  const unacknowledged = new Set(early.map(({ id }) => id)).size
  return first && shownBy({ did: 'committed purchases', unacknowledged }, ...tooEarlyMoments(first))
}

/** What shows it: the commit, and the receipt's way to its acknowledgement, if there ever was one. */
export function tooEarlyMoments({ commit, sends }: TooEarly): readonly (Moment | undefined)[] {
  return [commit, ...sends.flatMap(({ sent, answer }) => [sent, answer])]
}
