import { type CallOutcome, type EventOf, type Moment, type Stage } from '#grading'

/** A mail as queue and log hold it. */
export interface Mail {
  readonly id: string
  readonly to: string
  readonly subject: string
}

/** A mail with how often it fails before it can be sent; Infinity: always. */
export interface Lot {
  readonly mail: Mail
  readonly failures: number
}

/** What happened to a mail, in the order in which it crossed. Handling ends in `done` or `failed`. */
export interface Step extends Moment {
  readonly what: 'received' | 'handle' | 'done' | 'failed' | 'ack' | 'put back' | 'dead letter'
  /** Of a failure: the error's message. Of a dead letter: the reason that it was given. */
  readonly text?: string
  /** Of a dead letter: where it was answered; Infinity while it is not. */
  readonly answered?: number
}

/** All that happened to one mail in one call of `work`. */
export interface Story extends Lot {
  readonly steps: readonly Step[]
}

/** One call of `work`. */
export interface Night {
  readonly call: number
  readonly maxAttempts: number
  readonly outcome: CallOutcome
  readonly stories: readonly Story[]
  /** What it asked of us and had no answer to when it ended. */
  readonly unanswered: readonly Unanswered[]
  /** Where the call ended. */
  readonly ended: Moment | undefined
}

export interface Unanswered extends Moment {
  /** E.g. `handle(m-3)`. */
  readonly what: string
}

const SETTLES: Readonly<Record<string, Step['what']>> = {
  'queue.ack': 'ack',
  'queue.putBack': 'put back',
  'queue.deadLetter': 'dead letter',
  'deadLetters.append': 'dead letter',
}

/** Tells the last call of a scene by what crossed in it. */
export function nightOf(
  { evidence }: Stage,
  { lots, maxAttempts, outcome }: { lots: readonly Lot[]; maxAttempts: number; outcome: CallOutcome },
): Night {
  const call = evidence.of('called').at(-1)?.call ?? 0
  const asked = evidence.of('remote-called').filter((event) => event.call === call)
  const answered = new Map(
    evidence
      .of('remote-answered')
      .filter((event) => event.call === call)
      .map((event) => [event.asked, event]),
  )
  const ended = evidence.of('call-ended').find((event) => event.call === call)
  const end = ended?.seq ?? Infinity
  const steps = asked.flatMap((event) => stepsOf(event, answered.get(event.seq))).toSorted((a, b) => a.seq - b.seq)
  return {
    ...{ call, maxAttempts, outcome, ended },
    stories: lots.map((lot) => ({ ...lot, steps: steps.filter(({ id }) => id === lot.mail.id) })),
    unanswered: asked
      .filter(({ seq }) => seq < end && (answered.get(seq)?.seq ?? Infinity) > end)
      .map(({ seq, name, args }) => {
        const given = idIn(args[0]) ?? (typeof args[0] === 'number' ? args[0] : '')
        return { seq, what: `${name.replace(/^\w+\./, '')}(${given})` }
      }),
  }
}

function stepsOf(
  { seq, name, args }: EventOf<'remote-called'>,
  answer: EventOf<'remote-answered'> | undefined,
): (Step & { id: string | undefined })[] {
  const id = idIn(args[0])
  const settles = SETTLES[name]
  if (settles === 'dead letter')
    return [{ seq, id, what: settles, text: shown(args[1]), answered: answer?.seq ?? Infinity }]
  if (settles) return [{ seq, id, what: settles }]
  if (name === 'handle') {
    const { refusal } = answer ?? {}
    const end = refusal ? { what: 'failed' as const, text: refusal.message } : { what: 'done' as const }
    return [{ seq, id, what: 'handle' }, ...(answer ? [{ seq: answer.seq, id, ...end }] : [])]
  }
  return answer?.value === undefined ? [] : [{ seq: answer.seq, id: idIn(answer.value), what: 'received' }]
}

/** The id of what should be a mail. */
export function idIn(value: unknown): string | undefined {
  return typeof value === 'object' && value !== null && 'id' in value && typeof value.id === 'string'
    ? value.id
    : undefined
}

function shown(value: unknown): string {
  if (value === undefined) return ''
  return typeof value === 'string' ? value : JSON.stringify(value)
}

export function count({ steps }: Story, what: Step['what']): number {
  return steps.filter((step) => step.what === what).length
}

/** How often it was handed to `handle`. */
export function attemptsOf(story: Story): number {
  return count(story, 'handle')
}

/** Messages of the errors that its attempts ended in. */
export function errorsOf({ steps }: Story): string[] {
  return steps.flatMap(({ what, text }) => (what === 'failed' && text !== undefined ? [text] : []))
}

const WORDS: Readonly<Record<Step['what'], string>> = {
  received: 'received',
  handle: 'tried',
  done: 'sent',
  failed: 'failed',
  ack: 'acknowledged',
  'put back': 'put back',
  'dead letter': 'dead-lettered',
}

/** Its steps as a line of text: `received, tried, failed, put back`. */
export function told({ steps }: Pick<Story, 'steps'>): string {
  return steps.length === 0 ? 'nothing happened to it' : steps.map(({ what }) => WORDS[what]).join(', ')
}

/** `m-3, which fails twice, with maxAttempts 3`. */
export function named({ mail, failures }: Story, { maxAttempts }: Night): string {
  const times =
    failures === Infinity
      ? 'fails each time'
      : failures === 0
        ? 'can be sent'
        : `fails ${failures} ${failures === 1 ? 'time' : 'times'}`
  return `${mail.id}, which ${times}, with maxAttempts ${maxAttempts}`
}

/** Pairs of a night and one of its stories for which it holds. */
export function storiesIn<N extends Night>(
  nights: readonly N[],
  holds: (story: Story, night: N) => boolean = () => true,
): { readonly night: N; readonly story: Story }[] {
  return nights.flatMap((night) =>
    night.stories.filter((story) => holds(story, night)).map((story) => ({ night, story })),
  )
}
