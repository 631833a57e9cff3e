import {
  type EventOf,
  type Facts,
  type Scene,
  type SendOutcome,
  type Shop,
  idsIn,
  jsonOf,
  parsed,
  sendOutcomes,
} from '#grading'
import type { ConsumerPlay, Lot } from './consumer-scenes.ts'

/** Every receipt reads as one that was made of a Buffer, or of fields that a Buffer does not have. */
export function valueNotDecoded({ receipts }: Pick<ConsumerPlay, 'receipts'>): Facts | undefined {
  const texts = receipts.map(({ value }) => value?.toString('utf8') ?? '')
  const [example] = texts
  return example === undefined || !texts.every(isOfUndecodedValue) ? undefined : { example: example.slice(0, 80) }
}

function isOfUndecodedValue(text: string): boolean {
  const receipt = parsed(text)
  if (typeof receipt !== 'object' || receipt === null) return false
  if (text.includes('"type":"Buffer"')) return true
  return !('purchaseId' in receipt) && !('totalCents' in receipt)
}

/** A value that is JSON and no purchase got a receipt, by which it is recognised. */
export function jsonIsEnough({ receipts, prepared }: Pick<ConsumerPlay, 'receipts' | 'prepared'>): Facts | undefined {
  const made = receipts.map(({ value }) => jsonOf(value))
  const taken = prepared.find(
    ({ json }) => json !== undefined && made.some((receipt) => receipt !== undefined && isOf(receipt, json)),
  )
  if (taken === undefined) return undefined
  const lacks = taken.json?.id === undefined ? 'id' : 'shop'
  return { what: `The value at offset ${taken.offset} of partition ${taken.partition}`, lacks, done: 'given a receipt' }
}

function isOf(receipt: Readonly<Record<string, unknown>>, json: Readonly<Record<string, unknown>>): boolean {
  return receipt.totalCents === undefined && receipt.purchaseId === json.id && receipt.shop === json.shop
}

/** A receipt with a text for a key that is none: `"null"`. */
export function keyMadeUp({
  receipts,
  keyless,
  prepared,
}: Pick<ConsumerPlay, 'receipts' | 'keyless' | 'prepared'>): Facts | undefined {
  const record = prepared.find(({ kind }) => kind === 'no key')
  const ids = idsIn(receipts, 'purchaseId')
  const key = receipts[ids.findIndex((id) => keyless.includes(id))]?.key?.toString('utf8')
  if (record === undefined || (key !== 'null' && key !== 'undefined')) return undefined
  return {
    partition: record.partition,
    offset: record.offset.toString(),
    how: `its receipt got the key "${key}", which is a text like any other`,
  }
}

/** A purchase that was committed before its receipt was acknowledged. */
export interface TooEarly {
  readonly id: string
  readonly commit: EventOf<'commit-requested'>
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
      return own.length === 0 || inTime ? [] : [{ id, commit }]
    })
  })
}

/** In a consumer's hand: the purchases are committed, which says that they are done, and their receipts are still under way. */
export function unawaitedReceipt(scene: Scene<ConsumerPlay>): Facts | undefined {
  const unacknowledged = new Set(committedTooEarly(scene).map(({ id }) => id)).size
  return unacknowledged === 0 ? undefined : { did: 'committed purchases', unacknowledged }
}
