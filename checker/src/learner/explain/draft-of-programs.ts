import { type Draft, processLane, serviceLane, shortened, withoutPrefix } from './draft.ts'
import type { SavedEvent, SavedOf } from './evidence-reader.ts'
import { purchaseSubject } from './records.ts'

type Made = Omit<Draft, 'events' | 'process'>

const LOYALTY = serviceLane('loyalty service')
const LONGEST_LINE = 120

const SIGNALS: Readonly<Record<string, string>> = {
  SIGTERM: 'is asked to stop (SIGTERM)',
  SIGINT: 'is asked to stop (SIGINT)',
  SIGKILL: 'is killed by the checker (SIGKILL)',
  SIGSTOP: 'is made to stand still (SIGSTOP)',
  SIGCONT: 'goes on (SIGCONT)',
}

export function started({ process, pid }: SavedOf<'started'>): Made {
  return {
    ...{ from: processLane(process), sign: 'begin', weight: 'life', subjects: [] },
    words: `${process} starts`,
    details: [['process', String(pid)]],
  }
}

export function signalled({ process, signal }: SavedOf<'signalled'>): Made {
  return {
    ...{ from: processLane(process), weight: 'life', details: [], subjects: [] },
    sign: signal === 'SIGKILL' ? 'death' : 'act',
    words: `${process} ${SIGNALS[signal] ?? `gets ${signal}`}`,
  }
}

export function exited({ process, code, signal }: SavedOf<'exited'>): Made {
  return {
    ...{ from: processLane(process), sign: 'end', weight: 'life', details: [], subjects: [], failed: code !== 0 },
    words: signal === null ? `${process} ends with exit code ${code}` : `${process} is gone (${signal})`,
  }
}

export function printed({ process, stream, line }: SavedOf<'printed'>): Made {
  const isOutput = stream === 'stdout'
  const shown = withoutPrefix(shortened(line, LONGEST_LINE))
  return {
    ...{ from: processLane(process), sign: 'act', weight: isOutput ? 'work' : 'small', subjects: [] },
    words: isOutput ? `${process} prints ${shown}` : `${process} writes to standard error: ${shown}`,
    details: line.length > LONGEST_LINE ? [['line', shortened(line)]] : [],
    counted: { what: isOutput ? 'line printed' : 'line on standard error', count: 1 },
  }
}

export function limited({ process, limit, detail }: SavedOf<'limited'>): Made {
  return {
    ...{ from: processLane(process), sign: 'death', weight: 'life', failed: true, subjects: [] },
    words: `${process} is ended by the limit of its ${limit}: ${detail}`,
    details: [],
  }
}

export function creditAsked(event: SavedOf<'credit-asked'>): Made {
  const { process, credit, purchaseId } = event
  return {
    ...{ from: processLane(process), to: LOYALTY, sign: 'act', weight: 'work', pair: `credit ${credit}` },
    words: `${process} asks to credit ${purchase(purchaseId)}`,
    outcome: '',
    details: creditDetails(event),
    counted: { what: 'credit asked', count: 1 },
    subjects: [`credit ${credit}`, ...(purchaseId === '' ? [] : [purchaseSubject(purchaseId)])],
  }
}

const OUTCOMES: Readonly<Record<SavedOf<'credit-answered'>['outcome'], string>> = {
  credited: 'it is credited',
  cut: 'it is credited, and the connection is cut in place of an answer',
  known: 'its key is known: credited before, not once more',
  rejected: 'it is rejected for good',
  unavailable: 'the service is down',
  abandoned: 'the program was gone: never credited',
}

export function creditAnswered(event: SavedOf<'credit-answered'>): Made {
  const { process, credit, purchaseId, outcome } = event
  const said = OUTCOMES[outcome]
  return {
    ...{
      from: LOYALTY,
      to: processLane(process),
      sign: 'act',
      weight: 'work',
      pair: `credit ${credit}`,
      answers: true,
    },
    words: `the answer for ${purchase(purchaseId)}: ${said}`,
    outcome: outcome === 'credited' ? 'credited' : said,
    failed: outcome !== 'credited' && outcome !== 'known',
    details: creditDetails(event),
    subjects: [`credit ${credit}`, ...(purchaseId === '' ? [] : [purchaseSubject(purchaseId)])],
  }
}

function purchase(id: string): string {
  return id === '' ? 'a purchase without an id' : shortened(id, 40)
}

function creditDetails({ credit, customer, key }: SavedOf<'credit-asked' | 'credit-answered'>): Draft['details'] {
  return [
    ['credit', `number ${credit} of the scene`],
    ['customer', shortened(customer, 60)],
    ['idempotency key', key === null ? 'none' : shortened(key, 60)],
  ]
}

/** Of the checker's own notes those that a program feels and that no event of its own shows. */
const FELT = /^(?:held|released|cut|answered|delayed|stopped)\b/

export function ofChecker({ what }: SavedOf<'checker'>): Made | undefined {
  if (!FELT.test(what)) return undefined
  const [, kind, number] = /\b(send|credit|commit) (\d+)\b/.exec(what) ?? []
  return {
    ...{ from: undefined, sign: 'act', weight: 'work', details: [] },
    words: `the checker ${withoutPrefix(what)}`,
    counted: { what: what.startsWith('held') ? 'answer held back' : 'act of the checker', count: 1 },
    subjects: kind === undefined ? [] : [`${kind} ${number}`],
  }
}

export function fault({ what }: SavedOf<'fault'>): Made {
  return {
    ...{ from: undefined, sign: 'act', weight: 'life', failed: true, details: [], subjects: [] },
    words: `not the fault of your programs: ${withoutPrefix(what)}`,
  }
}

/** Whose event it is; undefined for the checker's own. */
export function processOf(event: SavedEvent): string | undefined {
  return 'process' in event ? event.process : undefined
}
