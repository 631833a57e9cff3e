import { claim, graded, listed, scenarioWithoutBroker } from '#grading'
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
import { queueNights } from './queue-scene.ts'
import { queueRules as rules } from './rules.ts'

const queue = scenarioWithoutBroker('nights with a queue', { part: 2, rules }, queueNights)

const SENT = 'received, tried, sent, acknowledged'
const AGAIN = 'received, tried, failed, put back'
/** By these a mail can go lost or stay open in any night. */
const ORDER = ['ack-before-work', 'forgotten-await']
/** Until the queue has answered, it may still be in vain. */
const HANDS = 'an end when no mail is in its hands any more: when each ack, putBack and deadLetter is answered'

const WORKS = 'tries each mail once, and acknowledges it when it is sent'

graded(WORKS, { of: queue, points: 3, beliefs: ORDER }, ({ nights }) => {
  const calm = nights.filter(isCalm)
  claimCourse(
    calm,
    () => true,
    () => SENT,
    'a mail that can be sent is',
  )
  claimEnds(calm, 'an end when no mail is left')
  claimNothingOpen(calm, HANDS)
})

const GOES_ON = 'goes on with the others when a mail fails'

graded(
  GOES_ON,
  { of: queue, points: 2, after: [WORKS], beliefs: [...ORDER, 'one-failure-stops-the-worker', 'unbounded-attempts'] },
  ({ nights }) => {
    claimCourse(
      nights,
      ({ failures }) => failures === 0,
      () => SENT,
      'whatever happens to others, a mail that can be sent is',
    )
  },
)

const PUTS_BACK = 'puts a mail back that failed, and tries it again until it is sent'

graded(
  PUTS_BACK,
  {
    of: queue,
    points: 2,
    after: [WORKS, GOES_ON],
    beliefs: [
      ...ORDER,
      'one-failure-stops-the-worker',
      'drops-failed-messages',
      'off-by-one-attempt',
      'unbounded-attempts',
    ],
  },
  ({ nights }) => {
    const course = ({ failures }: { failures: number }) => [...Array<string>(failures).fill(AGAIN), SENT].join(', ')
    claimCourse(nights, isPassing, course, 'a mail whose attempts are not used up is')
  },
)

const DEAD = 'dead-letters a mail that has failed at its last attempt'

graded(
  DEAD,
  {
    of: queue,
    points: 2,
    after: [WORKS, GOES_ON],
    beliefs: [...ORDER, 'one-failure-stops-the-worker', 'drops-failed-messages', 'unbounded-attempts'],
  },
  ({ nights }) => {
    const lost = nights.flatMap(({ stories }) => stories.filter((story) => isHopeless(story) && !isDead(story)))
    claimEnds(nights, 'an end when each mail is sent or dead-lettered')
    claim(lost.length === 0, {
      saw: `${listed(lost.map(({ mail }) => mail.id))} could not be sent, and was not dead-lettered`,
      expected: 'a dead letter of each mail that cannot be sent',
      weight: 'lost',
    })
    claimNothingOpen(nights, HANDS)
  },
)

graded(
  'tries no mail more than maxAttempts times, and none less before it gives it up',
  { of: queue, points: 2, after: [WORKS, GOES_ON, DEAD], beliefs: ['off-by-one-attempt'] },
  ({ nights }) => {
    claimBounded(nights)
    const course = (_: unknown, { maxAttempts }: { maxAttempts: number }) =>
      [...Array<string>(maxAttempts - 1).fill(AGAIN), 'received, tried, failed, dead-lettered'].join(', ')
    claimCourse(nights, isHopeless, course, 'a mail that cannot be sent is')
  },
)

graded(
  'says with a dead letter what the last error was',
  { of: queue, points: 1, after: [WORKS, GOES_ON, DEAD], beliefs: ['dead-letter-without-reason'] },
  ({ nights }) => claimReasons(nights),
)
