import { type Program, type Purchase, type Scene, claim, creditsDone, expect, listed, moments } from '#grading'
import { type Differences, differences } from './differences.ts'
import { commitsPast, fateMoments, lastCommits, letterSends } from './moments.ts'
import { type Source, header, lettersFor, ofKind, theOne } from './records.ts'
import { asksFor } from './worker-waits.ts'
import type { LettersPlay, RefusalPlay, ServiceDownPlay, StopPlay, WorkerPlay } from './worker-scenes.ts'

/** Far below the 100 ms that are asked for: what is to show is that there is a pause. */
const LEAST_PAUSE_MS = 50

/** What the tests of dead-letters.test.ts ask for, where it takes more than a few lines. */

/** Good ones, also behind bad ones. Said of a program that did not even begin. */
export function creditedAll({ shop, program, lanes }: Scene<WorkerPlay>): void {
  const due = ofKind(lanes, 'good')
  const done = new Set(creditsDone(shop.evidence).map(({ purchaseId }) => purchaseId))
  const missing = due.filter(({ id }) => !done.has(id))
  claim(missing.length === 0, {
    saw: `${missing.length} of ${due.length} good purchases were not credited: ${names(missing)}; ${fateOf(program)}`,
    expected: 'every purchase that the service takes credited, also those behind a bad record',
    weight: 'lost',
    shownBy: missing.flatMap((source) => fateMoments(shop, source)),
  })
}

export function putAside({ letters, lanes, program, shop }: Scene<WorkerPlay>): void {
  const bad = [...ofKind(lanes, 'not JSON'), ...ofKind(lanes, 'rejected')]
  const seen = lettersFor(letters, lanes).map(({ record, source }) => source?.id ?? shown(record.value))
  expect(seen).toAccountFor(bad, {
    idOf: ({ id }) => id,
    what: 'bad records',
    where: 'in purchases.dlq',
    fate: program.fate,
    shownBy: (id) => lanes.flat().flatMap((source) => (source.id === id ? fateMoments(shop, source) : [])),
  })
}

export function askedOnce({ shop, lanes }: Scene<WorkerPlay>): void {
  const again = ofKind(lanes, 'rejected').find((source) => asksFor(shop, source) !== 1)
  claim(again === undefined, {
    saw: `the credit of ${again?.id}, which is rejected, was asked for ${again && asksFor(shop, again)} times`,
    expected: 'one try: the answer would be the same',
    shownBy: moments.asksFor(shop.evidence, again?.id),
  })
}

export function committedToTheEnds({ lanes, committed, shop }: Scene<WorkerPlay>): void {
  const behind = lanes.flatMap((lane, partition) =>
    lane.length === 0 || committed[partition] === BigInt(lane.length)
      ? []
      : [`partition ${partition}: ${committed[partition] ?? 'nothing'} of ${lane.length}`],
  )
  claim(behind.length === 0, {
    saw: `committed ${behind.join('; ')}`,
    expected: 'on each partition the offset of the next record to read',
    weight: 'doubled',
    shownBy: lastCommits(shop, lanes),
  })
}

/** Each letter as its record in one respect. */
export function unchanged(scene: Scene<LettersPlay>, what: keyof Differences, tell: Told): void {
  const seen = differences(scene)[what]
  claim(seen === undefined, { ...tell(seen?.facts ?? {}), weight: 'lost', shownBy: seen?.events ?? [] })
}

type Told = (facts: Readonly<Record<string, string | number>>) => { readonly saw: string; readonly expected: string }

export function triedAgain({ shop, passing, maxAttempts, ...play }: Scene<ServiceDownPlay>): void {
  const asked = asksFor(shop, passing)
  const isDone = creditsDone(shop.evidence).some(({ purchaseId }) => purchaseId === passing.id)
  claim(isDone, {
    saw: `the service was to fail the first ${maxAttempts - 1} attempts at ${passing.id}; its credit was asked for ${times(asked)} and never done; ${whereabouts(play, passing)}`,
    expected: `with MAX_ATTEMPTS ${maxAttempts} a credit that is done at attempt ${maxAttempts}`,
    weight: 'lost',
    shownBy: fateMoments(shop, passing),
  })
}

export function givenUp({ shop, lasting, maxAttempts, ...play }: Scene<ServiceDownPlay>): void {
  const asked = asksFor(shop, lasting)
  claim(asked === maxAttempts, {
    saw: `the service stayed down for ${lasting.id}; its credit was asked for ${times(asked)}; ${whereabouts(play, lasting)}`,
    expected: `${maxAttempts} attempts in all, with MAX_ATTEMPTS ${maxAttempts}`,
    shownBy: fateMoments(shop, lasting),
  })
  const mine = lettersFor(play.letters, play.lanes).filter(({ source }) => source === lasting)
  claim(mine.length === 1, {
    saw: `${mine.length} letters for ${lasting.id}, whose ${maxAttempts} attempts had failed`,
    expected: 'one letter in purchases.dlq',
    weight: mine.length === 0 ? 'lost' : 'doubled',
    shownBy: [...letterSends(shop, lasting), ...fateMoments(shop, lasting)],
  })
  const attempts = mine[0] && header(mine[0].record, 'dlq-attempts')
  claim(attempts === String(maxAttempts), {
    saw: attempts === undefined ? 'a letter without the header dlq-attempts' : `dlq-attempts: ${attempts.slice(0, 40)}`,
    expected: `dlq-attempts: ${maxAttempts}`,
    beliefs: [],
    shownBy: letterSends(shop, lasting),
  })
}

/** One attempt is all, and then it is a letter. */
export function askedNoMore({ shop, lanes, letters }: Scene<WorkerPlay>): void {
  const source = theOne(lanes, 'down')
  const asked = asksFor(shop, source)
  claim(asked === 1, {
    saw: `the service was down for ${source.id}; its credit was asked for ${times(asked)}`,
    expected: 'one attempt in all, with MAX_ATTEMPTS 1',
  })
  const mine = lettersFor(letters, lanes).filter((letter) => letter.source === source)
  claim(mine.length === 1, {
    saw: `${mine.length} letters for ${source.id}, whose one attempt had failed`,
    expected: 'one letter in purchases.dlq',
    weight: mine.length === 0 ? 'lost' : 'doubled',
  })
}

/** No attempt right behind the one before it. A machine that is slow makes pauses longer, never shorter. */
export function pauses({ shop, lasting }: Scene<ServiceDownPlay>): void {
  const { evidence } = shop
  const isIt = ({ purchaseId }: { readonly purchaseId: string }) => purchaseId === lasting.id
  const asked = evidence.of('credit-asked').filter(isIt)
  const gaps = asked.slice(1).map(({ seq, at }) => {
    const failed = evidence.of('credit-answered').findLast((answer) => isIt(answer) && answer.seq < seq)
    return at - (failed?.at ?? 0)
  })
  const shortest = Math.min(...gaps)
  claim(shortest >= LEAST_PAUSE_MS, {
    saw: `the credit of ${lasting.id} was asked for again ${Math.round(shortest)} ms after it had failed`,
    expected: 'a pause of 100 to 300 ms, in which the service may come back',
    weight: 'polish',
  })
}

function whereabouts(
  { letters, lanes, committed }: Pick<WorkerPlay, 'letters' | 'lanes' | 'committed'>,
  source: Source,
) {
  const isLetter = lettersFor(letters, lanes).some((letter) => letter.source === source)
  if (isLetter) return 'it is a dead letter'
  return (committed[source.partition] ?? 0n) > source.offset ? 'it was committed' : 'it was not committed'
}

export function letterFirst(scene: Scene<RefusalPlay>): void {
  const { held, wasHeld, committedWhileHeld, program, shop } = scene
  claim(wasHeld, {
    saw: `no letter for ${held.id} was sent that Kafka could acknowledge; ${fateOf(program)}`,
    expected: 'a letter in purchases.dlq, sent so that Kafka acknowledges it',
    weight: 'lost',
    shownBy: fateMoments(shop, held),
  })
  claim(committedWhileHeld <= held.offset, {
    saw: `offset ${committedWhileHeld} of partition ${held.partition} was committed, past ${held.id} (offset ${held.offset}), and Kafka had not acknowledged its letter`,
    expected: 'first the acknowledgement, then the commit',
    weight: 'lost',
    shownBy: [commitsPast(shop, held)[0], ...letterSends(shop, held)],
  })
}

export function refusalEndsIt({ refused, wasRefused, committed, exit, program, shop }: Scene<RefusalPlay>): void {
  const letters = letterSends(shop, refused)
  claim(wasRefused, {
    saw: `no letter for ${refused.id} was sent; ${fateOf(program)}`,
    expected: 'a letter, which purchases.dlq refuses',
    weight: 'lost',
    shownBy: fateMoments(shop, refused),
  })
  const next = committed[refused.partition] ?? 0n
  claim(next <= refused.offset, {
    saw: `purchases.dlq refused the letter for ${refused.id}, and offset ${next} of partition ${refused.partition} was committed, past it (offset ${refused.offset}): it is in neither place`,
    expected: 'nothing committed past a record whose letter is refused',
    weight: 'lost',
    shownBy: [commitsPast(shop, refused)[0], ...letters],
  })
  claim(exit !== undefined, {
    saw: 'the letter was refused, and the program ran on',
    expected: 'an end by itself, with exit code 1',
    shownBy: letters,
  })
  claim(exit.code === 1, {
    saw: `it ended with ${exit.signal ?? `exit code ${exit.code}`}`,
    expected: 'exit code 1',
    shownBy: [moments.endOf(shop.evidence, program.name), ...letters],
  })
}

export function notGivenUpEarly({
  shop,
  source,
  wasInHand,
  letters,
  lanes,
  maxAttempts,
  program,
}: Scene<StopPlay>): void {
  claim(wasInHand, {
    saw: `the credit of ${source.id} was never asked for; ${fateOf(program)}`,
    expected: 'a worker that has it in hand when SIGTERM comes',
    weight: 'lost',
  })
  const isLetter = lettersFor(letters, lanes).some((letter) => letter.source === source)
  claim(!isLetter, {
    saw: `SIGTERM came during attempt 1 of ${source.id}, which failed; after ${times(asksFor(shop, source))} of ${maxAttempts} it was made a dead letter`,
    expected: 'the attempts that are left, or no commit, so that the next start tries it',
    weight: 'lost',
    shownBy: [...letterSends(shop, source), moments.signalTo(shop.evidence, program.name, 'SIGTERM')],
  })
}

export function notLost({ shop, source, committed }: Scene<StopPlay>): void {
  const isDone = creditsDone(shop.evidence).some(({ purchaseId }) => purchaseId === source.id)
  const next = committed[source.partition] ?? 0n
  claim(isDone || next <= source.offset, {
    saw: `${source.id} was not credited, and offset ${next} of partition ${source.partition} was committed, past it (offset ${source.offset})`,
    expected: 'a credit, or no commit past it',
    weight: 'lost',
    shownBy: [commitsPast(shop, source)[0], ...fateMoments(shop, source)],
  })
}

function names(sources: readonly Pick<Purchase, 'id'>[]): string {
  return listed(sources.map(({ id }) => id))
}

function fateOf(program: Program): string {
  return `the program ${program.fate}`
}

function times(count: number): string {
  return count === 1 ? 'once' : `${count} times`
}

function shown(value: Buffer | null): string {
  return value?.toString('utf8').slice(0, 40) ?? 'nothing'
}
