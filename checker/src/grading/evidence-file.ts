import { writeFileSync } from 'node:fs'
import type { Evidence } from '../evidence/index.ts'

/** In the folder of a scene. */
export const EVIDENCE_FILE = 'evidence.jsonl'

/** Writes a scene's log as JSON lines: 64-bit numbers as strings, bytes as text where they are UTF-8 and else in base64. */
export function saveEvidence(path: string, evidence: Evidence): void {
  const lines = evidence.all.map((event) => JSON.stringify(event, plain))
  writeFileSync(path, lines.map((line) => `${line}\n`).join(''))
}

function plain(_key: string, value: unknown): unknown {
  if (typeof value === 'bigint') return value.toString()
  if (isBufferJson(value)) return bytesAsText(Buffer.from(value.data))
  return value
}

/** What `JSON.stringify` hands to a replacer in place of a Buffer. */
function isBufferJson(value: unknown): value is { type: 'Buffer'; data: number[] } {
  return typeof value === 'object' && value !== null && 'type' in value && value.type === 'Buffer' && 'data' in value
}

function bytesAsText(bytes: Buffer): string | { base64: string } {
  const text = bytes.toString('utf8')
  return Buffer.from(text, 'utf8').equals(bytes) ? text : { base64: bytes.toString('base64') }
}
