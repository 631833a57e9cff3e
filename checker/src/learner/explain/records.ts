import { counted } from '../../grading/words.ts'
import type { PlainBytes, SavedOf } from './evidence-reader.ts'
import { type Detail, shortened, withoutPrefix } from './draft.ts'

type SentRecord = SavedOf<'produced'>['records'][number]

/** How records are told apart by people: by the purchase in them where there is one. */
export interface NamedRecord {
  readonly subject: string
  readonly name: string
}

const LISTED_RECORDS = 20

/** The purchase that a record is about, by the id in its value; undefined for what says none. */
export function purchaseIn(record: Pick<SentRecord, 'value'>): string | undefined {
  if (typeof record.value !== 'string') return undefined
  try {
    const value = JSON.parse(record.value) as { id?: unknown; purchaseId?: unknown } | null
    const id = value?.id ?? value?.purchaseId
    return typeof id === 'string' && id !== '' ? shortened(id, 40) : undefined
  } catch {
    return undefined
  }
}

export function offsetSubject(topic: string, partition: number, offset: bigint): string {
  return `offset ${withoutPrefix(topic)}/${partition}/${offset}`
}

export function purchaseSubject(id: string): string {
  return `purchase ${id}`
}

/** `p-0001`, `p-0001 and p-0002`, `12 records`; the count where they have no names. */
export function recordsInWords(names: readonly (string | undefined)[]): string {
  const [first, second] = names
  if (names.length === 1) return first ?? '1 record'
  if (names.length === 2 && first !== undefined && second !== undefined) return `${first} and ${second}`
  return counted(names.length, 'record')
}

export function recordDetails(records: readonly (SentRecord & { offset?: string })[], base?: bigint): Detail[] {
  const listed = records.slice(0, LISTED_RECORDS).map((record, index): Detail => {
    const offset = base === undefined ? undefined : base + BigInt(index)
    return [
      offset === undefined ? `record ${index + 1}` : `offset ${offset}`,
      `key ${shownBytes(record.key)}, value ${shownBytes(record.value)}`,
    ]
  })
  const more = records.length - listed.length
  return more > 0 ? [...listed, ['and', `${counted(more, 'record')} more`]] : listed
}

function shownBytes(bytes: PlainBytes | null | undefined): string {
  if (bytes === null || bytes === undefined) return 'none'
  return typeof bytes === 'string'
    ? shortened(bytes, 160)
    : `bytes that are no UTF-8 (base64 ${shortened(bytes.base64, 60)})`
}
