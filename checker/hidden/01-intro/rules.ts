import {
  type Moment,
  type RuleTable,
  type Scene,
  type Sighting,
  type Stage,
  counted,
  listed,
  producing,
  shownBy,
} from '#grading'
import type { HelloPlay } from './hello-scene.ts'
import type { LogNight, LogPlay } from './log-scene.ts'
import { ENOUGH_ATTEMPTS } from './mails.ts'
import type { QueuePlay } from './queue-scene.ts'
import { type Night, type Step, type Story, attemptsOf, count, errorsOf, storiesIn } from './stories.ts'

/** Part 1. */
export const helloRules: RuleTable<Scene<HelloPlay>> = {
  'never-disconnects': ({ shop, program, open }) => producing.neverDisconnects(shop.evidence, program.name, open),
}

/** What either worker can make of a mail that fails. */
const FAILURES: RuleTable<{ readonly nights: readonly Night[] }> = {
  'drops-failed-messages': ({ nights }) => {
    const dropped = storiesIn(nights, (story, night) => night.outcome.kind === 'returned' && isDropped(story))
    return droppedOf(dropped)
  },
  'unbounded-attempts': ({ nights }) => unbounded(nights),
  'off-by-one-attempt': ({ nights }) => offByOne(nights),
  'dead-letter-without-reason': ({ nights }) => withoutReason(nights),
}

/** Part 2. */
export const queueRules: RuleTable<Scene<QueuePlay, Stage>> = {
  'ack-before-work': ({ nights }) => {
    const early = storiesIn(nights, isAcknowledgedBeforeWork)
    const told = early.map(({ story }) => ({
      what: `${story.mail.id} was acknowledged`,
      shown: ['ack', 'handle'].map((what) => story.steps.find((step) => step.what === what)),
    }))
    return beforeWork(told, nights)
  },
  'forgotten-await': ({ nights }) => forgottenAwait(nights),
  'one-failure-stops-the-worker': ({ nights }) => {
    const [stopped] = nights.filter((night) => night.waiting.length > 0 && isStoppedByFailure(night))
    return stopped && stoppedBy(stopped, stopped.waiting.length)
  },
  ...FAILURES,
}

/** Part 3. */
export const logRules: RuleTable<Scene<LogPlay, Stage>> = {
  'ack-before-work': ({ nights }) => {
    return beforeWork(nights.flatMap(committedBeforeWork), nights)
  },
  'forgotten-await': ({ nights }) => forgottenAwait(nights) ?? committedTooEarly(nights),
  'commit-off-by-one': ({ nights }) => commitOffByOne(nights),
  'one-failure-stops-the-worker': ({ nights }) => {
    const [stopped] = nights.filter((night) => isStoppedByFailure(night) && untouched(night) > 0)
    return stopped && stoppedBy(stopped, untouched(stopped))
  },
  ...FAILURES,
}

/** It was acknowledged when it had been received, and only then handed to `handle`. */
function isAcknowledgedBeforeWork({ steps }: Story): boolean {
  const ack = steps.findIndex(({ what }) => what === 'ack')
  const received = steps.slice(0, ack).findLastIndex(({ what }) => what === 'received')
  const workedBefore = steps.slice(received, ack).some(({ what }) => what === 'handle')
  return ack > 0 && !workedBefore && steps.slice(ack).some(({ what }) => what === 'handle')
}

/** What is told of a mail, and what shows it. */
interface Early {
  readonly what: string
  readonly shown: readonly (Moment | undefined)[]
}

/**
 * Mails that a commit had passed before they were handed to `handle`. Whoever commits one too far passes all but the
 * first of a start; so a start counts in which the first one was passed as well.
 */
function committedBeforeWork({ course, from }: LogNight): Early[] {
  const begun = new Set<number>()
  const early: { offset: number; shown: Early['shown'] }[] = []
  for (const [index, step] of course.entries()) {
    const { what, offset } = step
    if (what !== 'handle' || begun.has(offset)) continue
    begun.add(offset)
    const commit = course.slice(0, index).find((one) => one.what === 'commit' && one.offset > offset)
    if (commit && offset >= from) early.push({ offset, shown: [commit, step] })
  }
  const isFirst = early.some(({ offset }) => offset === from)
  return isFirst ? early.map(({ offset, shown }) => ({ what: `m-${offset} was committed`, shown })) : []
}

function beforeWork(told: readonly Early[], nights: readonly Night[]): Sighting | undefined {
  const total = storiesIn(nights, (story) => attemptsOf(story) > 0).length
  const [example] = told
  return example && shownBy({ example: example.what, count: told.length, total }, ...example.shown)
}

/** What was said of a mail to queue or log while `handle` still had it, or what was open when `work` returned. */
function forgottenAwait(nights: readonly Night[]): Sighting | undefined {
  const [early] = storiesIn(nights).flatMap(({ story }) => {
    const step = story.steps.find(
      ({ what, seq }) => ['ack', 'put back', 'dead letter'].includes(what) && isInWork(story, seq),
    )
    return step ? [{ step, story, id: story.mail.id }] : []
  })
  if (early) {
    const { step, story, id } = early
    const said = { ack: 'acknowledged', 'put back': 'put back', 'dead letter': 'dead-lettered' }[step.what as 'ack']
    const begun = story.steps.findLast(({ what, seq }) => what === 'handle' && seq < step.seq)
    return shownBy({ how: `${said} ${id} while handle(${id}) still ran` }, step, begun)
  }
  const left = nights.find(({ outcome, unanswered }) => outcome.kind === 'returned' && unanswered.length > 0)
  if (!left) return undefined
  const { unanswered, ended } = left
  return shownBy(
    { how: `returned while ${listed(unanswered.map(({ what }) => what))} still ran` },
    ended,
    ...unanswered,
  )
}

/** Whether an attempt at this mail had begun and not ended at this point of the log. */
function isInWork({ steps }: Story, seq: number): boolean {
  const last = steps.findLast((step) => step.seq < seq && ['handle', 'done', 'failed', 'received'].includes(step.what))
  return last?.what === 'handle'
}

/** A commit passed a mail that `handle` still had, or whose dead letter was not answered. */
function committedTooEarly(nights: readonly LogNight[]): Sighting | undefined {
  for (const { course, from, stories } of nights) {
    const letters = stories.map(({ steps }) => steps.find(({ what }) => what === 'dead letter'))
    for (const step of course) {
      const letter = letters[step.offset - 1 - from]
      const isEarly = step.what === 'commit' && letter && letter.seq < step.seq && step.seq < (letter.answered ?? 0)
      const how = `committed offset ${step.offset} while append(m-${step.offset - 1}) still ran`
      if (isEarly) return shownBy({ how }, step, letter)
    }
    const open = new Map<number, Moment>()
    for (const step of course) {
      const { what, offset } = step
      if (what === 'handle') open.set(offset, step)
      if (what === 'done' || what === 'failed') open.delete(offset)
      const [passed] = what === 'commit' ? [...open].filter(([one]) => one < offset) : []
      if (passed)
        return shownBy({ how: `committed offset ${offset} while handle(m-${passed[0]}) still ran` }, step, passed[1])
    }
  }
  return undefined
}

/** Each first commit behind a mail that was done with is that mail's own offset, or each is two further on. */
function commitOffByOne(nights: readonly LogNight[]): Sighting | undefined {
  const pairs = nights.flatMap(({ course }) => {
    const steps = course.filter(({ what }) => what === 'done' || what === 'dead letter' || what === 'commit')
    return steps.flatMap((step, index) => {
      const before = steps[index - 1]
      if (step.what !== 'commit' || !before || before.what === 'commit') return []
      return [{ done: before.offset, committed: step.offset, shown: [step, before] }]
    })
  })
  const [example] = pairs
  if (!example) return undefined
  const by = example.committed - example.done
  if (by === 1 || by < 0 || by > 2 || pairs.some(({ done, committed }) => committed - done !== by)) return undefined
  const effect = by === 0 ? 'the next start does that record once more' : 'the next start never does the one behind it'
  const { done, committed, shown } = example
  return shownBy({ done, committed, next: done + 1, effect }, ...shown)
}

/** A failure was the last that it did, and mails are left that nobody has touched. */
function isStoppedByFailure({ stories, outcome }: Night): boolean {
  const steps = stories.flatMap((story) => story.steps).toSorted((a, b) => a.seq - b.seq)
  const failed = steps.findLastIndex(({ what }) => what === 'failed')
  const wentOn = steps.slice(failed).some(({ what }) => what === 'handle' || what === 'received')
  return failed >= 0 && !wentOn && (outcome.kind === 'threw' || outcome.kind === 'returned')
}

function stoppedBy(night: Night, left: number): Sighting {
  const failed = storiesIn([night], (story) => errorsOf(story).length > 0).at(-1)
  const facts = {
    id: failed?.story.mail.id ?? '',
    error: failed ? (errorsOf(failed.story).at(-1) ?? '') : '',
    left: counted(left, 'mail'),
  }
  return shownBy(facts, failed && lastFailure(failed.story), night.ended)
}

function lastFailure({ steps }: Story): Moment | undefined {
  return steps.findLast(({ what }) => what === 'failed')
}

/** Mails of a log behind the last one that was handled. */
function untouched({ course, from, to }: LogNight): number {
  const last = Math.max(from - 1, ...course.filter(({ what }) => what === 'handle').map(({ offset }) => offset))
  return to - 1 - last
}

/** Its last attempt failed, and then it was neither put back nor dead-lettered: it is nowhere any more. */
function isDropped({ steps }: Story): boolean {
  const failed = steps.findLastIndex(({ what }) => what === 'failed')
  return (
    failed >= 0 && !steps.slice(failed).some(({ what }) => ['put back', 'dead letter', 'handle', 'done'].includes(what))
  )
}

function droppedOf(dropped: readonly { readonly story: Story; readonly night: Night }[]): Sighting | undefined {
  const [example] = dropped
  if (!example) return undefined
  const { story, night } = example
  const facts = {
    mails: counted(dropped.length, 'mail'),
    id: story.mail.id,
    error: errorsOf(story).at(-1) ?? '',
    attempts: attemptsOf(story),
  }
  const after = story.steps.slice(story.steps.findLastIndex(({ what }) => what === 'failed'))
  return shownBy(facts, ...after, night.ended)
}

/** A mail was tried again and again, until the night was broken off. */
function unbounded(nights: readonly Night[]): Sighting | undefined {
  // The last attempt may be under way: its night was broken off.
  const [found] = storiesIn(nights, (story, { maxAttempts }) => errorsOf(story).length >= maxAttempts + ENOUGH_ATTEMPTS)
  if (!found) return undefined
  const { story, night } = found
  const facts = { id: story.mail.id, attempts: attemptsOf(story), limit: `maxAttempts ${night.maxAttempts}` }
  return shownBy(facts, ...story.steps.filter(({ what }) => what === 'handle').slice(night.maxAttempts))
}

/** All mails that could never be sent were tried once too often, or all of them once too little. */
function offByOne(nights: readonly Night[]): Sighting | undefined {
  const given = storiesIn(nights, (story) => story.failures === Infinity && count(story, 'dead letter') > 0)
  const by = given.map(({ story, night }) => attemptsOf(story) - night.maxAttempts)
  const one = given.findIndex(({ night }) => night.maxAttempts > 1)
  const found = given[one]
  // With one attempt allowed there is none to be saved: it has failed before anybody counts.
  const isLittle = given.every(({ night: { maxAttempts } }, index) => by[index] === (maxAttempts === 1 ? 0 : -1))
  if (!found || !(isLittle || by.every((difference) => difference === 1))) return undefined
  const { story, night } = found
  const facts = { id: story.mail.id, attempts: attemptsOf(story), limit: `maxAttempts ${night.maxAttempts}` }
  return shownBy(facts, deadLetterOf(story), ...story.steps.filter(({ what }) => what === 'failed').toReversed())
}

/** No dead letter says what any of its errors was. */
function withoutReason(nights: readonly Night[]): Sighting | undefined {
  const dead = storiesIn(nights, (story) => count(story, 'dead letter') > 0 && errorsOf(story).length > 0)
  const told = dead.map(({ story }) => ({
    reason: deadLetterOf(story)?.text ?? '',
    errors: errorsOf(story),
    shown: [deadLetterOf(story), lastFailure(story)],
  }))
  const [example] = told
  if (!example || told.some(({ reason, errors }) => errors.some((error) => reason.includes(error)))) return undefined
  const facts = {
    count: told.length,
    reason: example.reason === '' ? '(nothing)' : example.reason,
    error: example.errors.at(-1) ?? '',
  }
  return shownBy(facts, ...example.shown)
}

function deadLetterOf({ steps }: Story): Step | undefined {
  return steps.find(({ what }) => what === 'dead letter')
}
