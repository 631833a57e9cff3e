import type { Batch } from '#checker'
import { LIMITS } from './limits.ts'
import { type RecordPreview, previewOf } from './record-view.ts'

/** A partition as the page shows it. Offsets are numbers here: a partition with 2⁵³ records fits no machine. */
export interface LaneView {
  readonly topic: string
  readonly partition: number
  /** The offset of the first record that is still there. */
  readonly start: number
  /** The offset of the next record to come. */
  readonly end: number
  /** Records a second, over the last two seconds. */
  readonly perSecond: number
  /** How many came since the look before. */
  readonly arrived: number
  /** The newest, oldest first. */
  readonly records: readonly RecordPreview[]
}

const RATE_WINDOW_MS = 2_000

/** A partition from look to look. */
export class Lane {
  readonly #topic: string
  readonly #partition: number
  #start = 0
  #end: number | undefined
  #arrived = 0
  #records: readonly RecordPreview[] = []
  /** Its ends within the rate's window, oldest first, and the last one before. */
  #ends: { readonly at: number; readonly end: number }[] = []

  constructor(topic: string, partition: number) {
    this.#topic = topic
    this.#partition = partition
  }

  /** Takes the ends of the log at a moment of `performance.now()`; gives back from where records have to be read: undefined for nowhere. */
  see({ start, end, at }: { readonly start: number; readonly end: number; readonly at: number }): number | undefined {
    const before = this.#end
    // A topic that was deleted and made anew begins again.
    const isAnother = before !== undefined && end < before
    if (isAnother) this.#ends = []
    this.#arrived = before === undefined || isAnother ? 0 : end - before
    this.#start = start
    this.#end = end
    this.#ends.push({ at, end })
    while ((this.#ends[1]?.at ?? Infinity) <= at - RATE_WINDOW_MS) this.#ends.shift()
    this.#records = this.#records.filter(({ offset }) => !isAnother && offset >= start)
    if (end === start) return undefined
    return before === undefined || isAnother || this.#arrived > 0 ? Math.max(start, end - LIMITS.records) : undefined
  }

  /** Takes what was read from an offset on; offsets of which nothing came are told as unread, where they are records at all. */
  take(from: number, batches: readonly Batch[]): void {
    const end = this.#end ?? 0
    const found = batches.flatMap(recordsOf).filter(({ offset }) => offset >= from && offset < end)
    const readTo = batches.reduce((next, { lastOffset }) => Math.max(next, Number(lastOffset) + 1), from)
    const unread = Array.from({ length: Math.max(0, end - readTo) }, (_, index) => unreadAt(readTo + index, 'unread'))
    this.#records = [...found, ...unread].slice(-LIMITS.records)
  }

  view(): LaneView {
    return {
      topic: this.#topic,
      partition: this.#partition,
      start: this.#start,
      end: this.#end ?? 0,
      perSecond: this.#perSecond(),
      arrived: this.#arrived,
      records: this.#records,
    }
  }

  #perSecond(): number {
    const [oldest, newest] = [this.#ends[0], this.#ends.at(-1)]
    if (!oldest || !newest || newest.at === oldest.at) return 0
    return Math.round(((newest.end - oldest.end) * 1_000) / (newest.at - oldest.at))
  }
}

function recordsOf({ control, records, baseOffset, lastOffset }: Batch): RecordPreview[] {
  if (control) return []
  if (records) return records.slice(-LIMITS.records).map(previewOf)
  const first = Math.max(Number(baseOffset), Number(lastOffset) - LIMITS.records + 1)
  return Array.from({ length: Number(lastOffset) - first + 1 }, (_, index) => unreadAt(first + index, 'compressed'))
}

function unreadAt(offset: number, kind: 'unread' | 'compressed'): RecordPreview {
  return { offset, kind, key: null, value: '' }
}
