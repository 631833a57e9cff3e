import { type Draft, type Lane, processLane, serviceLane, shortened } from './draft.ts'
import type { SavedOf } from './evidence-reader.ts'

type Made = Omit<Draft, 'events' | 'process'>

const LONGEST_ARGUMENTS = 60

export function called({ process, call, name, args }: SavedOf<'called'>): Made {
  return {
    ...{ from: processLane(process), sign: 'act', weight: 'work', pair: `call ${call}` },
    words: `${name}(${argumentsOf(args)}) is called`,
    withOutcome: (outcome) => `${name}(${argumentsOf(args)}) ${outcome}`,
    outcome: '',
    details: [['arguments', shortened(shown(args))]],
    counted: { what: 'call', count: 1 },
    subjects: [`call ${call}`],
  }
}

export function callEnded({ process, call, outcome }: SavedOf<'call-ended'>): Made {
  const said = endOf(outcome)
  return {
    ...{ from: processLane(process), sign: 'act', weight: 'work', pair: `call ${call}`, answers: true },
    words: `the call ${said}`,
    outcome: said,
    failed: outcome.kind !== 'returned',
    details: [],
    subjects: [`call ${call}`],
  }
}

/** A function of ours that belongs to something is drawn on that: `queue.ack` on the queue; another on a line of its own. */
function laneOf(name: string): Lane {
  return serviceLane(name.split('.')[0] ?? name)
}

export function remoteCalled({ process, call, name, args, seq }: SavedOf<'remote-called'>): Made {
  return {
    ...{ from: processLane(process), to: laneOf(name), sign: 'act', weight: 'work', pair: `asked ${seq}` },
    words: `${name}(${argumentsOf(args)})`,
    outcome: '',
    // A function that gives back what it was given says nothing by it.
    withOutcome: (outcome) => {
      const call = `${name}(${argumentsOf(args)})`
      return args.some((one) => briefly(one) === outcome) ? call : `${call}: ${outcome}`
    },
    details: [['arguments', shortened(shown(args))]],
    counted: { what: `call of ${name}`, count: 1 },
    subjects: [`asked ${seq}`, ...thingsIn(call, args)],
  }
}

export function remoteAnswered(event: SavedOf<'remote-answered'>): Made {
  const { process, call, name, asked, value, refusal } = event
  const given = value === undefined ? '' : `: ${shortened(briefly(value), LONGEST_ARGUMENTS)}`
  const said = refusal ? `it fails: ${shortened(refusal.message, LONGEST_ARGUMENTS)}` : `it is done${given}`
  return {
    ...{
      from: laneOf(name),
      to: processLane(process),
      sign: 'act',
      weight: 'work',
      pair: `asked ${asked}`,
      answers: true,
    },
    words: `${name}: ${said}`,
    outcome: refusal ? said : given.slice(2),
    failed: refusal !== undefined,
    details: value === undefined ? [] : [['answer', shortened(shown(value))]],
    subjects: [`asked ${asked}`, ...thingsIn(call, [value])],
  }
}

/** A mail or record that is handed over, or a place in a log, within one call. */
function thingsIn(call: number, values: readonly unknown[]): string[] {
  return values.flatMap((value) => {
    if (typeof value === 'number') return [`place ${call} ${value}`]
    const { id, offset } = (typeof value === 'object' && value !== null ? value : {}) as Record<string, unknown>
    return [
      ...(typeof id === 'string' ? [`thing ${call} ${id}`] : []),
      ...(typeof offset === 'number' ? [`place ${call} ${offset}`] : []),
    ]
  })
}

function endOf(outcome: SavedOf<'call-ended'>['outcome']): string {
  switch (outcome.kind) {
    case 'returned':
      return outcome.value === undefined ? 'returns' : `returns ${shortened(shown(outcome.value), LONGEST_ARGUMENTS)}`
    case 'unreadable':
      return `returns ${shortened(outcome.shown, LONGEST_ARGUMENTS)}`
    case 'threw':
      return `throws ${outcome.name}: ${shortened(outcome.message, LONGEST_ARGUMENTS)}`
    case 'missing':
      return 'finds no such function'
    case 'never-settles':
      return 'can never end: nothing is left that could end it'
    case 'not-written':
      return 'meets notWritten()'
    case 'ended':
      return `ends with its process: ${outcome.fate}`
    case 'overdue':
      return `has not ended after ${outcome.limitMs} ms`
    case 'stuck':
      return 'would never end'
  }
}

/** Things with an id by that, functions by their names. */
function argumentsOf(args: readonly unknown[]): string {
  return shortened(args.map(briefly).join(', '), LONGEST_ARGUMENTS)
}

function briefly(value: unknown): string {
  if (typeof value === 'string') return /^\([\w.]+\)$/.test(value) ? value.slice(1, -1) : JSON.stringify(value)
  if (typeof value !== 'object' || value === null) return String(value)
  const { id } = value as { id?: unknown }
  if (typeof id === 'string') return id
  const functions = Object.values(value).every((one) => typeof one === 'string' && /^\([\w.]+\)$/.test(one))
  const [first] = Object.values(value) as unknown[]
  if (functions && typeof first === 'string') return first.slice(1).split('.')[0] ?? 'an object'
  const fields = Object.entries(value).map(([key, one]) => `${key}: ${briefly(one)}`)
  return Array.isArray(value) ? `[${value.map(briefly).join(', ')}]` : `{ ${fields.join(', ')} }`
}

function shown(value: unknown): string {
  return value === undefined ? 'nothing' : JSON.stringify(value)
}
