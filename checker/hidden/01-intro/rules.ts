import { type Facts, type RuleTable, type Scene, type Stage, counted, listed } from '#grading'
import type { HelloPlay } from './hello-scene.ts'
import type { LogNight, LogPlay } from './log-scene.ts'
import { ENOUGH_ATTEMPTS } from './mails.ts'
import type { QueuePlay } from './queue-scene.ts'
import { type Night, type Story, attemptsOf, count, errorsOf, storiesIn } from './stories.ts'

/** Part 1. */
export const helloRules: RuleTable<Scene<HelloPlay>> = {
  'never-disconnects': ({ open }) => (open > 0 ? { open: counted(open, 'connection') } : undefined),
}

/** What either worker can make of a mail that fails. */
const FAILURES: RuleTable<{ readonly nights: readonly Night[] }> = {
  'drops-failed-messages': ({ nights }) => {
    const dropped = storiesIn(nights, (story, night) => night.outcome.kind === 'returned' && isDropped(story))
    return droppedFacts(dropped.map(({ story }) => story))
  },
  'unbounded-attempts': ({ nights }) => unbounded(nights),
  'off-by-one-attempt': ({ nights }) => offByOne(nights),
  'dead-letter-without-reason': ({ nights }) => withoutReason(nights),
}

/** Part 2. */
export const queueRules: RuleTable<Scene<QueuePlay, Stage>> = {
  'ack-before-work': ({ nights }) => {
    const early = storiesIn(nights, isAcknowledgedBeforeWork)
    return beforeWork(
      early.map(({ story }) => `${story.mail.id} was acknowledged`),
      nights,
    )
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
    const early = nights.flatMap((night) =>
      offsetsCommittedBeforeWork(night).map((offset) => `m-${offset} was committed`),
    )
    return beforeWork(early, nights)
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

/**
 * Offsets that a commit had passed before the mail there was handed to `handle`. Whoever commits one too far passes all but the
 * first of a start; so a start counts in which the first one was passed as well.
 */
function offsetsCommittedBeforeWork({ course, from }: LogNight): number[] {
  const begun = new Set<number>()
  const early: number[] = []
  let committed = from
  for (const { what, offset } of course) {
    if (what === 'commit') committed = Math.max(committed, offset)
    if (what !== 'handle' || begun.has(offset)) continue
    begun.add(offset)
    if (offset < committed && offset >= from) early.push(offset)
  }
  return early.includes(from) ? early : []
}

function beforeWork(told: readonly string[], nights: readonly Night[]): Facts | undefined {
  const total = storiesIn(nights, (story) => attemptsOf(story) > 0).length
  return told[0] === undefined ? undefined : { example: told[0], count: told.length, total }
}

/** What was said of a mail to queue or log while `handle` still had it, or what was open when `work` returned. */
function forgottenAwait(nights: readonly Night[]): Facts | undefined {
  const [early] = storiesIn(nights).flatMap(({ story }) => {
    const step = story.steps.find(
      ({ what, seq }) => ['ack', 'put back', 'dead letter'].includes(what) && isInWork(story, seq),
    )
    return step ? [{ what: step.what, id: story.mail.id }] : []
  })
  if (early) {
    const said = { ack: 'acknowledged', 'put back': 'put back', 'dead letter': 'dead-lettered' }[early.what as 'ack']
    return { how: `${said} ${early.id} while handle(${early.id}) still ran` }
  }
  const left = nights.find(({ outcome, unanswered }) => outcome.kind === 'returned' && unanswered.length > 0)
  return left && { how: `returned while ${listed(left.unanswered)} still ran` }
}

/** Whether an attempt at this mail had begun and not ended at this point of the log. */
function isInWork({ steps }: Story, seq: number): boolean {
  const last = steps.findLast((step) => step.seq < seq && ['handle', 'done', 'failed', 'received'].includes(step.what))
  return last?.what === 'handle'
}

/** A commit passed a mail that `handle` still had, or whose dead letter was not answered. */
function committedTooEarly(nights: readonly LogNight[]): Facts | undefined {
  for (const { course, from, stories } of nights) {
    const letters = stories.map(({ steps }) => steps.find(({ what }) => what === 'dead letter'))
    const [early] = course.flatMap(({ seq, what, offset }) => {
      const letter = letters[offset - 1 - from]
      const isEarly = what === 'commit' && letter && letter.seq < seq && seq < (letter.answered ?? 0)
      return isEarly ? [{ how: `committed offset ${offset} while append(m-${offset - 1}) still ran` }] : []
    })
    if (early) return early
    const open = new Set<number>()
    for (const { what, offset } of course) {
      if (what === 'handle') open.add(offset)
      if (what === 'done' || what === 'failed') open.delete(offset)
      const [passed] = what === 'commit' ? [...open].filter((one) => one < offset) : []
      if (passed !== undefined) return { how: `committed offset ${offset} while handle(m-${passed}) still ran` }
    }
  }
  return undefined
}

/** Each first commit behind a mail that was done with is that mail's own offset, or each is two further on. */
function commitOffByOne(nights: readonly LogNight[]): Facts | undefined {
  const pairs = nights.flatMap(({ course }) => {
    const steps = course.filter(({ what }) => what === 'done' || what === 'dead letter' || what === 'commit')
    return steps.flatMap(({ what, offset }, index) => {
      const before = steps[index - 1]
      return what === 'commit' && before && before.what !== 'commit' ? [{ done: before.offset, committed: offset }] : []
    })
  })
  const [example] = pairs
  if (!example) return undefined
  const by = example.committed - example.done
  if (by === 1 || by < 0 || by > 2 || pairs.some(({ done, committed }) => committed - done !== by)) return undefined
  const effect = by === 0 ? 'the next start does that record once more' : 'the next start never does the one behind it'
  return { ...example, next: example.done + 1, effect }
}

/** A failure was the last that it did, and mails are left that nobody has touched. */
function isStoppedByFailure({ stories, outcome }: Night): boolean {
  const steps = stories.flatMap((story) => story.steps).toSorted((a, b) => a.seq - b.seq)
  const failed = steps.findLastIndex(({ what }) => what === 'failed')
  const wentOn = steps.slice(failed).some(({ what }) => what === 'handle' || what === 'received')
  return failed >= 0 && !wentOn && (outcome.kind === 'threw' || outcome.kind === 'returned')
}

function stoppedBy(night: Night, left: number): Facts {
  const failed = storiesIn([night], (story) => errorsOf(story).length > 0).at(-1)
  return {
    id: failed?.story.mail.id ?? '',
    error: failed ? (errorsOf(failed.story).at(-1) ?? '') : '',
    left: counted(left, 'mail'),
  }
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

function droppedFacts(stories: readonly Story[]): Facts | undefined {
  const [example] = stories
  return (
    example && {
      mails: counted(stories.length, 'mail'),
      id: example.mail.id,
      error: errorsOf(example).at(-1) ?? '',
      attempts: attemptsOf(example),
    }
  )
}

/** A mail was tried again and again, until the night was broken off. */
function unbounded(nights: readonly Night[]): Facts | undefined {
  // The last attempt may be under way: its night was broken off.
  const [found] = storiesIn(nights, (story, { maxAttempts }) => errorsOf(story).length >= maxAttempts + ENOUGH_ATTEMPTS)
  return (
    found && {
      id: found.story.mail.id,
      attempts: attemptsOf(found.story),
      limit: `maxAttempts ${found.night.maxAttempts}`,
    }
  )
}

/** All mails that could never be sent were tried once too often, or all of them once too little. */
function offByOne(nights: readonly Night[]): Facts | undefined {
  const given = storiesIn(nights, (story) => story.failures === Infinity && count(story, 'dead letter') > 0)
  const by = given.map(({ story, night }) => attemptsOf(story) - night.maxAttempts)
  const one = given.findIndex(({ night }) => night.maxAttempts > 1)
  const found = given[one]
  // With one attempt allowed there is none to be saved: it has failed before anybody counts.
  const isLittle = given.every(({ night: { maxAttempts } }, index) => by[index] === (maxAttempts === 1 ? 0 : -1))
  if (!found || !(isLittle || by.every((difference) => difference === 1))) return undefined
  return { id: found.story.mail.id, attempts: attemptsOf(found.story), limit: `maxAttempts ${found.night.maxAttempts}` }
}

/** No dead letter says what any of its errors was. */
function withoutReason(nights: readonly Night[]): Facts | undefined {
  const dead = storiesIn(nights, (story) => count(story, 'dead letter') > 0 && errorsOf(story).length > 0)
  const told = dead.map(({ story }) => ({
    reason: story.steps.find(({ what }) => what === 'dead letter')?.text ?? '',
    errors: errorsOf(story),
  }))
  const [example] = told
  if (!example || told.some(({ reason, errors }) => errors.some((error) => reason.includes(error)))) return undefined
  return {
    count: told.length,
    reason: example.reason === '' ? '(nothing)' : example.reason,
    error: example.errors.at(-1) ?? '',
  }
}
