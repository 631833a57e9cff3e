import type { ReadRecord } from '../protocol/index.ts'

/** A text as JSON, whatever it holds; undefined when it is none. */
export function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** A record's value as a JSON object; undefined when it is none, whatever a program wrote there. */
export function jsonOf(value: Buffer | null): Record<string, unknown> | undefined {
  const json = parsed(value?.toString('utf8') ?? '')
  return typeof json === 'object' && json !== null && !Array.isArray(json)
    ? (json as Record<string, unknown>)
    : undefined
}

/**
 * The ids of the purchases in records, in the order of partitions and offsets; of other values their beginning. `field`: where
 * the id stands.
 */
export function idsIn(records: readonly ReadRecord[], field = 'id'): string[] {
  return records.map(({ value }) => String(jsonOf(value)?.[field] ?? value?.toString('utf8').slice(0, 40)))
}
