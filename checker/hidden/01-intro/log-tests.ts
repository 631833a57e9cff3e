import { isDeepStrictEqual } from 'node:util'
import { claim, graded, scenarioWithoutBroker } from '#grading'
import {
  claimBounded,
  claimCourse,
  claimEnds,
  claimNothingOpen,
  claimReasons,
  isCalm,
  isDead,
  isHopeless,
  isPassing,
} from './claims.ts'
import { type LogNight, logNights } from './log-scene.ts'
import { logRules as rules } from './rules.ts'

const log = scenarioWithoutBroker('nights with a log', { part: 3, rules }, logNights)

const FAILED = 'tried, failed'
/** By these a mail can go lost or be sent twice in any night. */
const ORDER = ['ack-before-work', 'forgotten-await', 'commit-off-by-one']

const WORKS = 'sends each mail from the committed offset on, one after the other, and ends with the log'

graded(WORKS, { of: log, points: 3, beliefs: ORDER }, ({ nights }) => {
  const calm = nights.filter((night) => isCalm(night) && !night.again)
  claimEnds(calm, 'an end where the log ends')
  claimNothingOpen(calm, 'an end when the last commit is answered: until then it may still fail')
  for (const night of calm) claimInOrder(night)
})

const COMMITS = 'commits the offset of the next mail when one is done, before it tries the next'

graded(COMMITS, { of: log, points: 2, after: [WORKS], beliefs: ORDER }, ({ nights }) => {
  for (const night of nights) claimCommitsBehind(night, 'done')
})

graded(
  'goes on where it stopped when it is started again',
  { of: log, points: 2, after: [WORKS], beliefs: ORDER },
  ({ nights }) => {
    for (const night of nights.filter((one) => isCalm(one) && one.again)) claimInOrder(night)
  },
)

const GOES_ON = 'tries a mail that failed again, on the spot, until it is sent'

graded(
  GOES_ON,
  {
    of: log,
    points: 2,
    after: [WORKS],
    beliefs: [
      ...ORDER,
      'one-failure-stops-the-worker',
      'drops-failed-messages',
      'off-by-one-attempt',
      'unbounded-attempts',
    ],
  },
  ({ nights }) => {
    const course = ({ failures }: { failures: number }) =>
      [...Array<string>(failures).fill(FAILED), 'tried, sent'].join(', ')
    claimCourse(nights, isPassing, course, 'a mail whose attempts are not used up is')
    for (const night of nights.filter(({ outcome }) => outcome.kind === 'returned')) claimInOrder(night)
  },
)

const DEAD = 'writes a dead letter of a mail that failed at its last attempt, then commits and goes on behind it'

graded(
  DEAD,
  {
    of: log,
    points: 2,
    after: [WORKS, GOES_ON],
    beliefs: [...ORDER, 'one-failure-stops-the-worker', 'drops-failed-messages', 'unbounded-attempts'],
  },
  ({ nights }) => {
    claimEnds(nights, 'an end when each mail is sent or dead-lettered')
    const lost = nights.flatMap((night) => night.stories.filter((story) => isHopeless(story) && !isDead(story)))
    claim(lost.length === 0, {
      saw: `${lost.map(({ mail }) => mail.id).join(', ')} could not be sent, and there is no dead letter of it`,
      expected: 'a dead letter of each mail that cannot be sent',
      weight: 'lost',
    })
    for (const night of nights) claimLetterFirst(night)
    for (const night of nights) claimCommitsBehind(night, 'dead letter')
  },
)

graded(
  'tries no mail more than maxAttempts times, and none less before it gives it up',
  { of: log, points: 2, after: [WORKS, GOES_ON, DEAD], beliefs: ['off-by-one-attempt'] },
  ({ nights }) => {
    claimBounded(nights)
    const course = (_: unknown, { maxAttempts }: { maxAttempts: number }) =>
      [...Array<string>(maxAttempts).fill(FAILED), 'dead-lettered'].join(', ')
    claimCourse(nights, isHopeless, course, 'a mail that cannot be sent is')
  },
)

graded(
  'says with a dead letter what the last error was',
  { of: log, points: 1, after: [WORKS, GOES_ON, DEAD], beliefs: ['dead-letter-without-reason'] },
  ({ nights }) => claimReasons(nights),
)

/** Each mail from the committed offset on is tried, and the next one not before it is done with. */
function claimInOrder({ course, from, to, again }: LogNight): void {
  const tried = course.filter(({ what }) => what === 'handle').map(({ offset }) => offset)
  const changes = tried.filter((offset, index) => offset !== tried[index - 1])
  const expected = Array.from({ length: to - from }, (_, index) => from + index)
  claim(isDeepStrictEqual(changes, expected), {
    saw: `${again ? 'at the second start ' : ''}it tried ${offsets(changes)}`,
    expected: `${offsets(expected)}, in this order: ${again ? `the first start had done with all before ${from}` : `${from} is the committed offset`}`,
    weight: 'lost',
  })
  const crowded = course.find(({ what, offset }, index) => {
    const before = course.slice(0, index).findLast((step) => step.what !== 'commit')
    return what === 'handle' && before?.what === 'handle' && before.offset !== offset
  })
  claim(crowded === undefined, {
    saw: `m-${crowded?.offset} was tried while the one before it was still in work`,
    expected: 'one mail after the other, in the order of their offsets',
    weight: 'order',
  })
}

/** The first that crosses behind such a step is the commit of the next offset. */
function claimCommitsBehind({ course }: LogNight, what: 'done' | 'dead letter'): void {
  for (const [index, step] of course.entries()) {
    if (step.what !== what) continue
    const earlier = course.slice(0, index).findLast((one) => one.what === 'commit' && one.offset > step.offset)
    claim(earlier === undefined, {
      saw: `commit(${earlier?.offset}) came before m-${step.offset} was done with`,
      expected: `commit(${step.offset + 1}) when m-${step.offset} is ${what === 'done' ? 'sent' : 'dead-lettered'}, and not before`,
      weight: 'lost',
    })
    const next = course[index + 1]
    claim(next?.what === 'commit' && next.offset === step.offset + 1, {
      saw: `behind m-${step.offset} ${committedNext(course.slice(index + 1))}`,
      expected: `commit(${step.offset + 1}) when m-${step.offset} is done with`,
      weight: 'doubled',
    })
  }
}

/** No commit passes a mail whose dead letter is not answered. */
function claimLetterFirst({ course, stories, from }: LogNight): void {
  const letters = stories.flatMap(({ steps }, index) =>
    steps.flatMap(({ answered }) => (answered === undefined ? [] : [{ offset: from + index, answered }])),
  )
  for (const { offset, answered } of letters) {
    const early = course.find((step) => step.what === 'commit' && step.offset > offset && step.seq < answered)
    claim(early === undefined, {
      saw: `commit(${early?.offset}) came while the dead letter of m-${offset} was still being written`,
      expected: `commit(${offset + 1}) when the dead letter is there: when append() is answered`,
      weight: 'lost',
    })
  }
}

function committedNext(rest: LogNight['course']): string {
  const [next] = rest
  if (!next) return 'nothing was committed'
  return next.what === 'commit' ? `commit(${next.offset}) came` : `m-${next.offset} was tried before a commit`
}

function offsets(list: readonly number[]): string {
  return list.length === 0 ? 'no offset' : `offset ${list.join(', ')}`
}
