import { type Program, type Rule, type RuleTable, type Scene, consuming, jsonOf, parsed, producing } from '#grading'
import type { ConsumerPlay } from './consumer-scenes.ts'
import { PARTITIONS, type ProducerPlay } from './producer-scenes.ts'

/** Part 1. The first that fires is named: what keeps everything from arriving comes before what is wrong with what arrived. */
export const producerRules: RuleTable<Scene<ProducerPlay>> = {
  'misspelt-topic': ({ strays }) => producing.misspeltTopic(strays, ['purchases']),
  'acks-0': ({ shop }) => producing.acksZero(shop.evidence),
  'unawaited-send': ({ shop, program }) =>
    producing.unawaitedSend(shop.evidence, program.name, claimedSent(program.lastJson)),
  'whole-file-lost-on-one-bad-line': wholeFileLost,
  'stringified-object': ({ records }) => producing.stringifiedObject(records),
  'no-key': ({ records }) => producing.noKey(records),
  'hand-picked-partition': ({ records }) => producing.handPickedPartition(records, PARTITIONS),
  'one-connection-per-message': ({ shop, program }) => producing.connectionPerMessage(shop.evidence, program.name),
  'never-disconnects': ({ open }) => (open > 0 ? { open } : undefined),
}

/** Parts 2 and 3. */
export const consumerRules: RuleTable<Scene<ConsumerPlay>> = {
  'misspelt-topic': ({ strays }) => producing.misspeltTopic(strays, ['purchases', 'receipts']),
  'subscribe-after-run': ({ shop }) => consuming.subscribeAfterRun(shop.evidence, shop.prefix),
  'tombstone-crash': stoppedAt('tombstone'),
  'not-json-crash': stoppedAt('not JSON'),
  'null-key-crash': stoppedAt('no key'),
  'missed-before-join': ({ early, late, receiptIds }) => {
    const missed = early.filter(({ id }) => !receiptIds.includes(id)).length
    const wroteLater = late.some(({ id }) => receiptIds.includes(id))
    return missed > 0 && wroteLater ? { missed, total: early.length } : undefined
  },
  'stringified-object': ({ receipts }) => producing.stringifiedObject(receipts),
  'value-not-decoded': ({ receipts }) => {
    const example = receipts.map(({ value }) => value?.toString('utf8') ?? '').find(isOfUndecodedValue)
    return example === undefined ? undefined : { example: example.slice(0, 80) }
  },
  'no-key': ({ receipts, keyless }) => producing.noKey(receipts.filter(({ value }) => !isReceiptOf(value, keyless))),
  'no-graceful-shutdown': ({ shop, program }) => consuming.noGracefulShutdown(shop.evidence, program.name),
}

function claimedSent(lastLine: unknown): number | undefined {
  const claims = typeof lastLine === 'object' && lastLine !== null && 'sent' in lastLine ? lastLine.sent : undefined
  return typeof claims === 'number' ? claims : undefined
}

/** Just what stands above the first broken line was sent; or nothing, and the program speaks of such a line. */
function wholeFileLost({ given, bad, broken, records, program }: Scene<ProducerPlay>) {
  const [line] = bad
  if (line === undefined || program.exit === undefined || records.length >= given.length) return undefined
  const sentIds = new Set(records.map(({ value }) => String(jsonOf(value)?.id ?? '')))
  const sentInOrder = given.slice(0, sentIds.size).every(({ id }) => sentIds.has(id))
  const stumbled = sentIds.size > 0 || speaksOfBadLine(program, broken)
  return stumbled && sentInOrder && sentIds.size < line ? { line, sent: sentIds.size, good: given.length } : undefined
}

/** In its error, or in the list of its last line. A program that does nothing at all sends nothing either. */
function speaksOfBadLine({ fate, lastLine = '', lastJson }: Program, broken: readonly string[]): boolean {
  const listed = typeof lastJson === 'object' && lastJson !== null && 'bad' in lastJson ? lastJson.bad : undefined
  if (Array.isArray(listed) && listed.length > 0) return true
  const said = `${fate} ${lastLine}`
  return /\bJSON\b/.test(said) || broken.some((text) => said.includes(text))
}

function stoppedAt(kind: string): Rule<Scene<ConsumerPlay>> {
  return ({ prepared, committed }) => consuming.stoppedAt(kind, prepared, committed)
}

/** JSON that was made of a Buffer, or of fields that a Buffer does not have. */
function isOfUndecodedValue(text: string): boolean {
  const receipt = parsed(text)
  if (typeof receipt !== 'object' || receipt === null) return false
  if (text.includes('"type":"Buffer"')) return true
  return !('purchaseId' in receipt) && !('totalCents' in receipt)
}

function isReceiptOf(value: Buffer | null, ids: readonly string[]): boolean {
  return ids.includes(String(jsonOf(value)?.purchaseId ?? ''))
}
