import { type Rule, type RuleTable, type Scene, consuming, jsonOf, producing, shownBy } from '#grading'
import { jsonIsEnough, wholeFileLost } from './bad-lines.ts'
import type { ConsumerPlay } from './consumer-scenes.ts'
import { PARTITIONS, type ProducerPlay } from './producer-scenes.ts'
import * as receipt from './receipts.ts'

/** Part 1. The first that fires is named: what keeps everything from arriving comes before what is wrong with what arrived. */
export const producerRules: RuleTable<Scene<ProducerPlay>> = {
  'misspelt-topic': ({ strays, shop }) => producing.misspeltTopic(strays, ['purchases'], shop),
  'acks-0': ({ shop }) => producing.acksZero(shop.evidence),
  'unawaited-send': ({ shop, program }) =>
    producing.unawaitedSend(shop.evidence, program.name, claimedSent(program.lastJson)),
  'whole-file-lost-on-one-bad-line': wholeFileLost,
  'stringified-object': ({ records, shop }) => producing.stringifiedObject(records, shop.evidence),
  'json-is-enough': jsonIsEnough,
  'no-key': ({ records, shop }) => producing.noKey(records, shop.evidence),
  'key-of-its-own': ({ records, given, shop }) => producing.keyOfItsOwn(records, shopsOf(given), shop.evidence),
  'hand-picked-partition': ({ records, shop }) => producing.handPickedPartition(records, PARTITIONS, shop.evidence),
  'one-connection-per-message': ({ shop, program }) => producing.connectionPerMessage(shop.evidence, program.name),
  'never-disconnects': ({ shop, program, open }) => producing.neverDisconnects(shop.evidence, program.name, open),
}

/** Parts 2 and 3. */
export const consumerRules: RuleTable<Scene<ConsumerPlay>> = {
  'misspelt-topic': ({ strays, shop }) => producing.misspeltTopic(strays, ['purchases', 'receipts'], shop),
  'subscribe-after-run': ({ shop }) => consuming.subscribeAfterRun(shop.evidence, shop.prefix),
  'stops-when-all-is-read': ({ shop, program }) => consuming.stopsUnasked(shop.evidence, program.name),
  'throw-puts-aside': ({ shop, ...play }) => consuming.refusedByThrowing(shop.evidence, shop.topic('purchases'), play),
  'tombstone-crash': stoppedAt('tombstone'),
  'not-json-crash': stoppedAt('not JSON'),
  'null-key-crash': (scene) => stoppedAt('no key')(scene) ?? receipt.keyMadeUp(scene),
  'missed-before-join': ({ early, late, receiptIds, shop }) => {
    const missed = early.filter(({ id }) => !receiptIds.includes(id)).length
    const wroteLater = late.some(({ id }) => receiptIds.includes(id))
    if (missed === 0 || !wroteLater) return undefined
    return shownBy({ missed, total: early.length }, ...consuming.firstReads(shop.evidence))
  },
  'stringified-object': ({ receipts, shop }) => producing.stringifiedObject(receipts, shop.evidence),
  'value-not-decoded': receipt.valueNotDecoded,
  'json-is-enough': receipt.jsonIsEnough,
  'acks-0': ({ shop }) => producing.acksZero(shop.evidence),
  'unawaited-send': receipt.unawaitedReceipt,
  'no-key': ({ receipts, keyless, shop }) => {
    const keyed = receipts.filter(({ value }) => !isReceiptOf(value, keyless))
    return producing.noKey(keyed, shop.evidence)
  },
  'key-of-its-own': ({ receipts, early, late, shop }) =>
    producing.keyOfItsOwn(receipts, shopsOf([...early, ...late]), shop.evidence),
  'no-graceful-shutdown': ({ shop, program }) => consuming.noGracefulShutdown(shop.evidence, program.name),
  'never-disconnects': ({ shop, program }) => consuming.neverEnds(shop.evidence, program.name),
  'never-commits': ({ shop, program }) => consuming.neverCommits(shop.evidence, program.name),
}

function shopsOf(purchases: readonly { readonly shop: string }[]): number {
  return new Set(purchases.map(({ shop }) => shop)).size
}

function claimedSent(lastLine: unknown): number | undefined {
  const claims = typeof lastLine === 'object' && lastLine !== null && 'sent' in lastLine ? lastLine.sent : undefined
  return typeof claims === 'number' ? claims : undefined
}

function stoppedAt(kind: string): Rule<Scene<ConsumerPlay>> {
  return ({ prepared, committed, shop, program }) => {
    const stop = consuming.stoppedAt(kind, prepared, committed)
    if (stop === undefined) return undefined
    const place = { topic: shop.topic('purchases'), partition: stop.partition, offset: BigInt(stop.offset) }
    const shown = consuming.stoppedMoments(shop.evidence, program.name, place)
    return shownBy({ ...stop, how: 'nothing behind it was read' }, ...shown)
  }
}

function isReceiptOf(value: Buffer | null, ids: readonly string[]): boolean {
  return ids.includes(String(jsonOf(value)?.purchaseId ?? ''))
}
