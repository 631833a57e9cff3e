import type { FetchedRecord } from '../evidence/index.ts'
import type { Compression } from './compression.ts'

export interface Batch {
  readonly baseOffset: bigint
  /** Of the last record that the batch was written with, even where compaction has removed it. */
  readonly lastOffset: bigint
  /** 2, or 0 and 1 for a message of the old formats, each a batch of one. */
  readonly magic: number
  readonly compression: Compression
  /** Of a transaction. */
  readonly transactional: boolean
  /** Holds the marker that ends a transaction, which no consumer is shown. */
  readonly control: boolean
  readonly producerId: bigint
  readonly producerEpoch: number
  readonly baseSequence: number
  /** How many records the batch says that it holds: right also for one that we cannot read. */
  readonly count: number
  /** False when the compression is one that we do not read. */
  readonly readable: boolean
  /** Undefined when it is not readable. Made when first asked for. */
  readonly records: readonly FetchedRecord[] | undefined
}
