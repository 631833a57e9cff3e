import type { ReadRecord } from '#grading'

/** A text as JSON, whatever it holds; undefined when it is none. */
export function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** A value as a JSON object; undefined when it is none. */
export function jsonOf(value: Buffer | null): Record<string, unknown> | undefined {
  const json = parsed(value?.toString('utf8') ?? '')
  return typeof json === 'object' && json !== null && !Array.isArray(json)
    ? (json as Record<string, unknown>)
    : undefined
}

/** The ids of the purchases in records, in the order of partitions and offsets. */
export function idsIn(records: readonly ReadRecord[]): string[] {
  return records.map(({ value }) => String(jsonOf(value)?.id ?? value?.toString('utf8').slice(0, 40)))
}

/** The purchases that receipts are for, in the order of partitions and offsets. */
export function receiptIdsIn(records: readonly ReadRecord[]): string[] {
  return records.map(({ value }) => String(jsonOf(value)?.purchaseId ?? value?.toString('utf8').slice(0, 40)))
}
