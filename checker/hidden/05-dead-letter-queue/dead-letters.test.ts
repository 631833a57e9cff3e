import { claim, claimLastLine, claimStopped, graded, scenario } from '#grading'
import * as claims from './claims.ts'
import * as redriveClaims from './redrive-claims.ts'
import { idOf, redriven } from './redrive-scene.ts'
import { redriveRules } from './redrive-rules.ts'
import { badRules, downRules, letterRules, onceRules, refusalRules, stopRules } from './rules.ts'
import {
  badRecords,
  oddRecords,
  oneAttempt,
  serviceDown,
  slowAndRefusing,
  stoppedBetweenAttempts,
} from './worker-scenes.ts'

// In one file, so that scenes of all parts play side by side; the longest come first.
const redrive = scenario('redriven', { part: 4, rules: redriveRules }, redriven)
const refusal = scenario('slow and refusing', { part: 3, rules: refusalRules }, slowAndRefusing)
const down = scenario('service down', { part: 3, rules: downRules }, serviceDown)
const stop = scenario('stopped between attempts', { part: 3, rules: stopRules }, stoppedBetweenAttempts)
const once = scenario('one attempt', { part: 3, rules: onceRules }, oneAttempt)
const bad = scenario('bad records', { part: 1, rules: badRules }, badRecords)
const odd = scenario('odd records', { part: 2, rules: letterRules }, oddRecords)

/** Why nothing may come of a worker at all. */
const NOT_READ = ['misspelt-topic', 'missed-before-join']

const GOES_ON = 'credits every good purchase, also those behind a bad record'
const PUTS_ASIDE = 'puts each bad record into purchases.dlq, once'

graded(
  GOES_ON,
  {
    of: bad,
    points: 2,
    beliefs: [...NOT_READ, 'dlq-feeds-itself', 'poison-loop'],
    read: '#one-bad-record-stops-a-partition',
  },
  claims.creditedAll,
)

graded(
  PUTS_ASIDE,
  {
    of: bad,
    points: 2,
    after: [GOES_ON],
    beliefs: ['misspelt-topic', 'dlq-feeds-itself', 'swallowed-error', 'never-commits'],
    read: '#kafka-has-no-dead-letter-queue',
  },
  claims.putAside,
)

graded(
  'asks once for a credit that is rejected',
  { of: bad, points: 1, after: [GOES_ON], beliefs: ['permanent-retried'], read: '#two-kinds-of-failure' },
  claims.askedOnce,
)

graded(
  'commits bad records like the others',
  { of: bad, points: 1, after: [GOES_ON, PUTS_ASIDE], beliefs: ['never-commits', 'commit-off-by-one'] },
  claims.committedToTheEnds,
)

const ARE_LETTERS = 'makes a letter of each record that can not be credited'

graded(
  ARE_LETTERS,
  {
    of: odd,
    points: 1,
    beliefs: [...NOT_READ, 'dlq-feeds-itself', 'null-header-crash', 'poison-loop', 'swallowed-error'],
    read: '#a-letter-worth-opening',
  },
  claims.putAside,
)

graded(
  'the letter has the key of its record',
  { of: odd, points: 1, after: [ARE_LETTERS], beliefs: ['dlq-loses-key'], read: '#a-letter-worth-opening' },
  (scene) => {
    claims.unchanged(scene, 'key', ({ id, was, is }) => ({
      saw: `the letter for ${id} has the key ${is}`,
      expected: `the bytes of its record's key: ${was}`,
    }))
  },
)

graded(
  'and its value, byte for byte',
  { of: odd, points: 2, after: [ARE_LETTERS], beliefs: ['dlq-reserialised'], read: '#a-letter-worth-opening' },
  (scene) => {
    claims.unchanged(scene, 'value', ({ id, at, wasBytes, isBytes }) => ({
      saw: `the value of the letter for ${id} has ${isBytes} bytes, and from byte ${at} on it is another than that of its record, which has ${wasBytes}`,
      expected: 'the bytes that came',
    }))
  },
)

graded(
  'and its headers, also one that is there twice, and one without a value',
  { of: odd, points: 1, after: [ARE_LETTERS], beliefs: ['dlq-loses-headers'], read: '#a-letter-worth-opening' },
  (scene) => {
    claims.unchanged(scene, 'headers', ({ id, header, was, is }) => ({
      saw: `of the header ${header} the letter for ${id} has: ${is}`,
      expected: `${was}, as its record has it`,
    }))
  },
)

graded(
  'and says where it is from and what happened',
  { of: odd, points: 2, after: [ARE_LETTERS], beliefs: ['dlq-without-provenance'], read: '#a-letter-worth-opening' },
  (scene) => {
    claims.unchanged(scene, 'provenance', ({ id, what }) => ({
      saw: `the letter for ${id}: ${what}`,
      expected:
        'the headers dlq-original-topic, -partition, -offset and -timestamp, dlq-error-name and dlq-error-message, and what is true in each',
    }))
  },
)

const TRIES_AGAIN = 'asks again for a credit while the service is down, until it is done'

graded(
  TRIES_AGAIN,
  {
    of: down,
    points: 2,
    beliefs: [
      ...NOT_READ,
      'dlq-feeds-itself',
      'transient-equals-permanent',
      'unbounded-attempts',
      'off-by-one-attempt',
      'swallowed-error',
    ],
    read: '#two-kinds-of-failure',
  },
  claims.triedAgain,
)

const GIVES_UP = 'up to MAX_ATTEMPTS times, and then it is a dead letter with dlq-attempts'

graded(
  GIVES_UP,
  {
    of: down,
    points: 2,
    after: [TRIES_AGAIN],
    beliefs: ['transient-equals-permanent', 'unbounded-attempts', 'off-by-one-attempt', 'swallowed-error'],
    read: '#two-kinds-of-failure',
  },
  claims.givenUp,
)

graded(
  'also where MAX_ATTEMPTS is 1',
  {
    of: once,
    points: 1,
    after: [TRIES_AGAIN, GIVES_UP],
    beliefs: ['off-by-one-attempt'],
    read: '#two-kinds-of-failure',
  },
  claims.askedNoMore,
)

graded(
  'with a pause before each further attempt',
  { of: down, points: 1, after: [TRIES_AGAIN, GIVES_UP], beliefs: [], read: '#two-kinds-of-failure' },
  claims.pauses,
)

graded(
  'and goes on with those behind it',
  {
    of: down,
    points: 1,
    after: [TRIES_AGAIN],
    beliefs: ['unbounded-attempts', 'poison-loop', 'commit-off-by-one'],
    read: '#one-bad-record-stops-a-partition',
  },
  (scene) => {
    claims.creditedAll(scene)
    claims.committedToTheEnds(scene)
  },
)

const LETTER_FIRST = 'commits a record only when Kafka has acknowledged its letter'

graded(
  LETTER_FIRST,
  {
    of: refusal,
    points: 2,
    beliefs: [
      ...NOT_READ,
      'dlq-feeds-itself',
      'acks-0',
      'dlq-not-acknowledged-before-commit',
      'poison-loop',
      'swallowed-error',
    ],
    read: '#first-the-letter-then-the-commit',
  },
  claims.letterFirst,
)

graded(
  'when the letter is refused: commits nothing past its record, and ends with exit code 1',
  {
    of: refusal,
    points: 2,
    after: [LETTER_FIRST],
    beliefs: ['dlq-not-acknowledged-before-commit', 'disconnect-inside-handler'],
    read: '#when-the-letter-is-refused',
  },
  claims.refusalEndsIt,
)

const KEEPS_TRYING = 'SIGTERM between two attempts makes no dead letter'

graded(
  KEEPS_TRYING,
  {
    of: stop,
    points: 2,
    beliefs: [...NOT_READ, 'transient-equals-permanent', 'dlq-on-shutdown'],
    read: '#stopping-with-attempts-left',
  },
  claims.notGivenUpEarly,
)

graded(
  'and loses no purchase: it is credited, or not committed',
  { of: stop, points: 1, after: [KEEPS_TRYING], beliefs: [], read: '#stopping-with-attempts-left' },
  claims.notLost,
)

graded(
  'stops by itself within 5 seconds after SIGTERM, with exit code 0, and leaves its group',
  { of: stop, points: 1, after: [KEEPS_TRYING], beliefs: ['no-graceful-shutdown', 'never-disconnects'] },
  claimStopped,
)

const SENDS_BACK = 'sends each letter to the topic that it is from, once'

graded(
  SENDS_BACK,
  { of: redrive, points: 2, beliefs: ['misspelt-topic', 'dry-run-commits'], read: '#sending-letters-back' },
  redriveClaims.sentBack,
)

graded(
  'as the record was, without the headers dlq-…',
  {
    of: redrive,
    points: 1,
    after: [SENDS_BACK],
    beliefs: ['no-key', 'redrive-keeps-dlq-headers'],
    read: '#sending-letters-back',
  },
  redriveClaims.sentAsTheyWere,
)

const ENDS = 'ends by itself with exit code 0, and leaves to the next run what comes meanwhile'

graded(
  ENDS,
  { of: redrive, points: 1, after: [SENDS_BACK], beliefs: [], read: '#sending-letters-back' },
  ({ real, late, waiting }) => {
    const early = late.find(({ id }) => real.sent.some(({ record }) => idOf(record) === id))
    claim(early === undefined, {
      saw: `${early?.id}, a letter that came while it ran, was sent too`,
      expected: `the ${waiting.length} letters that were there when it started`,
    })
    redriveClaims.ended(real, 'it')
    claimLastLine(real.program, { found: waiting.length, sent: waiting.length })
  },
)

graded(
  'run again it sends what has come since, and nothing twice',
  { of: redrive, points: 1, after: [SENDS_BACK, ENDS], beliefs: ['redrive-twice'], read: '#sending-letters-back' },
  ({ again, idle, late, committed }) => {
    const sent = [...again.sent, ...idle.sent].map(({ record }) => idOf(record)).toSorted()
    const due = late.map(({ id }) => id).toSorted()
    claim(sent.join() === due.join(), {
      saw: `two runs more sent ${sent.length === 0 ? 'nothing' : sent.join(', ')}`,
      expected: `${due.join(' and ')}, which have come since, and nothing else`,
      weight: 'doubled',
    })
    claim(
      committed.some((offset) => offset !== null && offset > 0n),
      { saw: 'the group redrive has committed nothing', expected: 'what was sent committed, as the group redrive' },
    )
    redriveClaims.ended(again, 'the run for the late ones')
    redriveClaims.ended(idle, 'the run with nothing to do')
    claimLastLine(idle.program, { found: 0, sent: 0 })
  },
)

graded(
  'with --dry-run it sends nothing and changes nothing',
  { of: redrive, points: 1, after: [SENDS_BACK], beliefs: [], read: '#sending-letters-back' },
  ({ dry, committedByDry, waiting }) => {
    claim(dry.sent.length === 0, {
      saw: `${dry.sent.length} letters were sent`,
      expected: 'none',
      weight: 'doubled',
    })
    claim(
      committedByDry.every((offset) => offset === null || offset === 0n),
      {
        saw: `the group redrive has committed ${committedByDry.map((offset) => offset ?? 'nothing').join(', ')}`,
        expected: 'nothing, so that the next run finds all of them',
        weight: 'lost',
      },
    )
    redriveClaims.ended(dry, 'it')
    claimLastLine(dry.program, { found: waiting.length, sent: 0 })
  },
)
