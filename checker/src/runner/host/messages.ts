import type { CallOutcome } from '../../evidence/index.ts'

/** What a function host says, see host.mjs: the word of a learner's process, so nothing of it is believed before it is looked at. */
export type FromHost =
  /** Its channel is open; nothing of the learner's has been loaded yet. */
  | { readonly type: 'ready' }
  | { readonly type: 'ended'; readonly call: number; readonly outcome: HostOutcome }
  /** The learner's code calls a function of ours; `crossing` is what the answer has to name. */
  | { readonly type: 'remote'; readonly crossing: number; readonly remote: number; readonly args: readonly unknown[] }
  /** All is said that this turn of its event loop had to say. */
  | { readonly type: 'turn' }
  /** The same, of the turn in which it was asked for it. */
  | { readonly type: 'round' }

/** How a call ended, as far as the process itself can say it. */
type HostOutcome = Extract<CallOutcome, { kind: 'returned' | 'unreadable' | 'threw' | 'missing' | 'never-settles' }>

/** Deeper than any answer of an exercise; what is nested much deeper breaks those who go through it. */
const DEEPEST = 40

/** Reads a line; undefined for one that is not what a host says. */
export function readMessage(line: string): FromHost | undefined {
  try {
    const message = plain(JSON.parse(line), 0)
    return isRecord(message) ? typed(message) : undefined
  } catch {
    return undefined
  }
}

function typed(message: Record<string, unknown>): FromHost | undefined {
  const { type, call, crossing, remote, args } = message
  if (type === 'ready' || type === 'turn' || type === 'round') return { type }
  if (type === 'remote') {
    const sound = Number.isSafeInteger(crossing) && Number.isSafeInteger(remote) && Array.isArray(args)
    return sound ? { type, crossing: Number(crossing), remote: Number(remote), args: args as unknown[] } : undefined
  }
  const outcome = outcomeIn(message)
  return outcome && typeof call === 'number' ? { type: 'ended', call, outcome } : undefined
}

function outcomeIn({
  type,
  value,
  shown,
  name,
  message,
  loading,
  found,
  exports,
}: Record<string, unknown>): HostOutcome | undefined {
  switch (type) {
    case 'returned':
      return { kind: type, value }
    case 'unreadable':
      return { kind: type, shown: String(shown) }
    case 'threw':
      return { kind: type, name: String(name), message: String(message), loading: loading === true }
    case 'missing':
      return { kind: type, found: String(found), exports: Array.isArray(exports) ? exports.map(String) : [] }
    case 'never':
      return { kind: 'never-settles' }
    default:
      return undefined
  }
}

/** The value without keys that could become somebody's prototype. Throws for what is nested too deeply. */
function plain(value: unknown, depth: number): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (depth > DEEPEST) throw new Error('nested too deeply')
  if (Array.isArray(value)) return value.map((item) => plain(item, depth + 1))
  const entries = Object.entries(value).filter(([key]) => key !== '__proto__')
  return Object.fromEntries(entries.map(([key, item]) => [key, plain(item, depth + 1)]))
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
