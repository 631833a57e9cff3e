import { type Rule, type RuleTable, type Scene, consuming, counted, jsonOf, producing } from '#grading'
import { jsonIsEnough, wholeFileLost } from './bad-lines.ts'
import type { ConsumerPlay } from './consumer-scenes.ts'
import { PARTITIONS, type ProducerPlay } from './producer-scenes.ts'
import * as receipt from './receipts.ts'

/** Part 1. The first that fires is named: what keeps everything from arriving comes before what is wrong with what arrived. */
export const producerRules: RuleTable<Scene<ProducerPlay>> = {
  'misspelt-topic': ({ strays }) => producing.misspeltTopic(strays, ['purchases']),
  'acks-0': ({ shop }) => producing.acksZero(shop.evidence),
  'unawaited-send': ({ shop, program }) =>
    producing.unawaitedSend(shop.evidence, program.name, claimedSent(program.lastJson)),
  'whole-file-lost-on-one-bad-line': wholeFileLost,
  'stringified-object': ({ records, shop }) => producing.stringifiedObject(records, shop.evidence),
  'json-is-enough': jsonIsEnough,
  'no-key': ({ records }) => producing.noKey(records),
  'key-of-its-own': ({ records, given }) => producing.keyOfItsOwn(records, shopsOf(given)),
  'hand-picked-partition': ({ records }) => producing.handPickedPartition(records, PARTITIONS),
  'one-connection-per-message': ({ shop, program }) => producing.connectionPerMessage(shop.evidence, program.name),
  'never-disconnects': ({ open }) => (open > 0 ? { open: counted(open, 'connection') } : undefined),
}

/** Parts 2 and 3. */
export const consumerRules: RuleTable<Scene<ConsumerPlay>> = {
  'misspelt-topic': ({ strays }) => producing.misspeltTopic(strays, ['purchases', 'receipts']),
  'subscribe-after-run': ({ shop }) => consuming.subscribeAfterRun(shop.evidence, shop.prefix),
  'stops-when-all-is-read': ({ shop, program }) => consuming.stopsUnasked(shop.evidence, program.name),
  'throw-puts-aside': ({ shop, prepared, committed }) =>
    consuming.refusedByThrowing(shop.evidence, prepared, committed),
  'tombstone-crash': stoppedAt('tombstone'),
  'not-json-crash': stoppedAt('not JSON'),
  'null-key-crash': (scene) => stoppedAt('no key')(scene) ?? receipt.keyMadeUp(scene),
  'missed-before-join': ({ early, late, receiptIds }) => {
    const missed = early.filter(({ id }) => !receiptIds.includes(id)).length
    const wroteLater = late.some(({ id }) => receiptIds.includes(id))
    return missed > 0 && wroteLater ? { missed, total: early.length } : undefined
  },
  'stringified-object': ({ receipts, shop }) => producing.stringifiedObject(receipts, shop.evidence),
  'value-not-decoded': receipt.valueNotDecoded,
  'json-is-enough': receipt.jsonIsEnough,
  'acks-0': ({ shop }) => producing.acksZero(shop.evidence),
  'unawaited-send': receipt.unawaitedReceipt,
  'no-key': ({ receipts, keyless }) => producing.noKey(receipts.filter(({ value }) => !isReceiptOf(value, keyless))),
  'key-of-its-own': ({ receipts, early, late }) => producing.keyOfItsOwn(receipts, shopsOf([...early, ...late])),
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
  return ({ prepared, committed }) => {
    const stop = consuming.stoppedAt(kind, prepared, committed)
    return stop && { ...stop, how: 'nothing behind it was read' }
  }
}

function isReceiptOf(value: Buffer | null, ids: readonly string[]): boolean {
  return ids.includes(String(jsonOf(value)?.purchaseId ?? ''))
}
