import {
  type Facts,
  type ReadRecord,
  type NewRecord,
  type Scene,
  type Sighting,
  listed,
  moments,
  shownBy,
} from '#grading'
import { fetchesOf } from './moments.ts'
import { type Letter, type Source, header, lettersFor } from './records.ts'
import type { LettersPlay } from './worker-scenes.ts'

/** How letters differ from what they should hold: the first of each sort of difference, undefined where there is none. */
export interface Differences {
  readonly key: Sighting | undefined
  readonly value: Sighting | undefined
  readonly headers: Sighting | undefined
  readonly provenance: Sighting | undefined
}

type Known = Letter & { readonly source: Source }

/** Holds the letters of a play against the records that they are for. */
export function differences(scene: Scene<LettersPlay>): Differences {
  const letters = lettersFor(scene.letters, scene.lanes).filter(
    (letter): letter is Known => letter.source !== undefined,
  )
  const first = (difference: Difference) => firstOf(scene, letters, difference)
  return {
    key: first(({ record, source }) =>
      isSame(record.key, source.record.key) ? undefined : { was: shown(source.record.key), is: shown(record.key) },
    ),
    value: first(({ record, source }) => changedValue(record, source)),
    headers: first(({ record, source }) => {
      const changed = changedHeaders(record, source.record)
      return changed[0] && { header: changed[0].name, was: changed[0].was, is: changed[0].is }
    }),
    provenance: first((letter) => {
      const wrong = wrongProvenance(scene, letter)
      return wrong.length > 0 ? { what: listed(wrong) } : undefined
    }),
  }
}

type Difference = (letter: Known) => Facts | undefined

/** Shown by the letter, and by its record as it had come. */
function firstOf(
  { shop }: Scene<LettersPlay>,
  letters: readonly Known[],
  difference: Difference,
): Sighting | undefined {
  for (const letter of letters) {
    const { record, source } = letter
    const facts = difference(letter)
    if (!facts) continue
    const sends = moments.sendsOf(shop.evidence, [record])
    return shownBy({ id: source.id, ...facts }, ...sends, ...fetchesOf(shop, source))
  }
  return undefined
}

function changedValue({ value }: ReadRecord, { record, kind }: Source): Facts | undefined {
  if (isSame(value, record.value)) return undefined
  const was = bytesOf(record.value) ?? Buffer.alloc(0)
  const is = value ?? Buffer.alloc(0)
  const place = [...was].findIndex((byte, index) => is[index] !== byte)
  const at = place === -1 ? was.length : place
  return { kind, at, wasBytes: was.length, isBytes: is.length }
}

/** By name: its values in order, one without a value as an empty one, since kafkajs can write no other. */
function changedHeaders(letter: ReadRecord, original: NewRecord): { name: string; was: string; is: string }[] {
  const names = [...new Set((original.headers ?? []).map(({ key }) => key))]
  return names.flatMap((name) => {
    const [was, is] = [original, letter].map(({ headers = [] }) =>
      headers.filter(({ key }) => key === name).map(({ value }) => bytesOf(value)?.toString('latin1') ?? ''),
    )
    const isKept = was?.length === is?.length && was?.every((value, index) => value === is?.[index])
    return isKept ? [] : [{ name, was: quoted(was), is: quoted(is) }]
  })
}

function quoted(values: readonly string[] | undefined): string {
  return values === undefined || values.length === 0 ? 'none' : values.map((value) => `"${value}"`).join(', ')
}

/** Headers of ours that are not there, or say something else than they should, each with what it says. */
function wrongProvenance({ shop, reason }: Scene<LettersPlay>, { record, source }: Known): string[] {
  const { partition, offset, kind } = source
  const { timestamp } = source.record
  // The name without the run's prefix leads as well to the topic.
  const topics = [shop.topic('purchases'), 'purchases']
  const isRight: Record<string, (text: string) => boolean> = {
    'dlq-original-topic': (text) => topics.includes(text),
    'dlq-original-partition': (text) => text === String(partition),
    'dlq-original-offset': (text) => text === offset.toString(),
    'dlq-original-timestamp': (text) => text === String(timestamp),
    'dlq-error-name': (text) => (kind === 'rejected' ? text === 'RejectedError' : text !== ''),
    'dlq-error-message': (text) => (kind === 'rejected' ? text.includes(reason) : text !== ''),
  }
  return Object.entries(isRight).flatMap(([name, holds]) => {
    const text = header(record, name)
    if (text === undefined) return [`no ${name}`]
    return holds(text) ? [] : [`${name}: ${text.slice(0, 60)}`]
  })
}

function bytesOf(value: Buffer | string | null | undefined): Buffer | null {
  return typeof value === 'string' ? Buffer.from(value) : (value ?? null)
}

/** Whether bytes came as they were; null is none. */
export function isSame(is: Buffer | null, was: Buffer | string | null | undefined): boolean {
  const bytes = bytesOf(was)
  return is === null || bytes === null ? is === bytes : is.equals(bytes)
}

function shown(key: Buffer | string | null | undefined): string {
  const bytes = bytesOf(key)
  return bytes === null ? 'none' : `${bytes.length} bytes, ${bytes.toString('latin1').slice(0, 40)}`
}
