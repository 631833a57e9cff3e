import { type Program, type ReadRecord, type Scene, type Sighting, jsonOf, moments, shownBy } from '#grading'
import type { Line, ProducerPlay } from './producer-scenes.ts'

/** Lines that hold no purchase and were sent all the same, each with the record that it was sent as. */
export function badLinesSent({ bad, records }: Pick<ProducerPlay, 'bad' | 'records'>): (Line & { as: ReadRecord })[] {
  return bad.flatMap((line) =>
    records
      .filter(({ value }) => [line.text, JSON.stringify(line.text)].includes(value?.toString('utf8').trim() ?? ''))
      .map((as) => ({ ...line, as })),
  )
}

/** Lines that are JSON and no purchases were sent, and no others: whoever sends them has parsed them, and no more. */
export function jsonIsEnough(scene: Scene<ProducerPlay>): Sighting | undefined {
  const sent = badLinesSent(scene)
  const [first] = sent
  if (first === undefined || sent.some(({ text }) => jsonOf(Buffer.from(text)) === undefined)) return undefined
  const lacks = jsonOf(Buffer.from(first.text))?.id === undefined ? 'id' : 'shop'
  const sends = moments.sendsOf(
    scene.shop.evidence,
    sent.map(({ as }) => as),
  )
  return shownBy({ what: `Line ${first.number} of the file`, lacks, done: 'sent' }, ...sends)
}

/** Just what stands above a line without a purchase was sent; or nothing, and the program speaks of such a line. */
export function wholeFileLost(scene: Scene<ProducerPlay>): Sighting | undefined {
  const { given, bad, blank, records, program, shop } = scene
  if (program.exit === undefined || records.length >= given.length) return undefined
  const sentIds = new Set(records.map(({ value }) => String(jsonOf(value)?.id ?? '')))
  const sentInOrder = given.slice(0, sentIds.size).every(({ id }) => sentIds.has(id))
  const lines = [...bad.map(({ number }) => number), ...blank].toSorted((a, b) => a - b)
  // So many purchases stand above a line: the lines above it, but for those without a purchase.
  const stoppedAt = lines.find((number, others) => number - 1 - others === sentIds.size)
  const line =
    sentIds.size > 0 ? (stoppedAt ?? bad[0]?.number) : spokenOf(program, bad, shop.evidence.of('connected').length > 0)
  if (line === undefined || !sentInOrder || sentIds.size >= line) return undefined
  const { evidence } = shop
  return shownBy(
    { line, sent: sentIds.size, good: given.length },
    moments.complaintOf(evidence, program.name) ?? moments.lastLineOf(evidence, program.name),
    moments.endOf(evidence, program.name),
    evidence.of('produced').at(-1),
  )
}

/** The number of the bad line that its error is about, or the first one when it came to Kafka and its last line lists any. */
function spokenOf(
  { fate, lastLine = '', lastJson }: Program,
  bad: readonly Line[],
  connected: boolean,
): number | undefined {
  const listed = typeof lastJson === 'object' && lastJson !== null && 'bad' in lastJson ? lastJson.bad : undefined
  if (connected && Array.isArray(listed) && listed.length > 0) return bad[0]?.number
  const said = `${fate} ${lastLine}`
  return bad.find(({ text }) => [text, ...complaintsAbout(text)].some((words) => said.includes(words)))?.number
}

/** What Node says when it is to parse this line, with and without the CR of a Windows file; nothing of what is JSON. */
function complaintsAbout(text: string): string[] {
  return [text, `${text}\r`].flatMap((line) => {
    try {
      JSON.parse(line)
      return []
    } catch (error) {
      return [String(error)]
    }
  })
}
