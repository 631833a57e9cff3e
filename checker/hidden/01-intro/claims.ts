import { claim, listed, told as outcomeTold } from '#grading'
import { type Night, type Story, attemptsOf, count, errorsOf, named, storiesIn, told } from './stories.ts'

/** What the tests of queue and log both ask; `expected` is for people. */

/** Fails unless each story for which `matters` holds went as `course` says. */
export function claimCourse<N extends Night>(
  nights: readonly N[],
  matters: (story: Story, night: N) => boolean,
  course: (story: Story, night: N) => string,
  expected: string,
): void {
  for (const { night, story } of storiesIn(nights, matters)) {
    claim(told(story) === course(story, night), {
      saw:
        story.steps.length === 0 && night.outcome.kind !== 'returned'
          ? `${outcomeOf(night)}, and nothing happened to ${story.mail.id}`
          : `${named(story, night)}: ${told(story)}${fateOf(night)}`,
      expected: `${expected}: ${course(story, night)}`,
      weight: 'lost',
      shownBy: [...story.steps, night.ended],
    })
  }
}

/** Fails at the first night that did not come to its end. */
export function claimEnds(nights: readonly Night[], expected: string): void {
  const broken = nights.find(({ outcome }) => outcome.kind !== 'returned')
  claim(broken === undefined, {
    saw: broken ? outcomeOf(broken) : '',
    expected,
    weight: 'lost',
    shownBy: [broken?.ended],
  })
}

/** Fails at the first night that ended while something that it had asked for was not answered. */
export function claimNothingOpen(nights: readonly Night[], expected: string): void {
  const open = nights.find(({ outcome, unanswered }) => outcome.kind === 'returned' && unanswered.length > 0)
  const unanswered = open?.unanswered ?? []
  const what = listed(unanswered.map((one) => one.what))
  claim(open === undefined, {
    saw: `work() returned while ${what} still ran`,
    expected,
    weight: 'lost',
    shownBy: unanswered,
  })
}

/** Fails for a mail that was tried more often than allowed. */
export function claimBounded(nights: readonly Night[]): void {
  const [found] = storiesIn(nights, (story, { maxAttempts }) => attemptsOf(story) > maxAttempts)
  claim(found === undefined, {
    saw: found
      ? `${named(found.story, found.night)}: tried ${attemptsOf(found.story)} times${fateOf(found.night)}`
      : '',
    expected: `at most ${found?.night.maxAttempts} attempts`,
    weight: 'doubled',
    shownBy: found?.story.steps.filter(({ what }) => what === 'handle').slice(found.night.maxAttempts) ?? [],
  })
}

/** Fails for a dead letter whose reason does not tell the last error. */
export function claimReasons(nights: readonly Night[]): void {
  for (const { story } of storiesIn(nights)) {
    const reason = story.steps.find(({ what }) => what === 'dead letter')?.text
    const last = errorsOf(story).at(-1)
    if (reason === undefined || last === undefined) continue
    claim(reason.includes(last), {
      saw: `the dead letter of ${story.mail.id} says "${reason}"`,
      expected: `the message of the last error: "${last}"`,
      weight: 'polish',
    })
  }
}

/** Whether nothing in this night fails. */
export function isCalm({ stories }: Night): boolean {
  return stories.every(({ failures }) => failures === 0)
}

/** Whether it fails, and can be sent all the same. */
export function isPassing({ failures }: Story, { maxAttempts }: Night): boolean {
  return failures > 0 && failures < maxAttempts
}

export function isHopeless({ failures }: Story): boolean {
  return failures === Infinity
}

export function isDead(story: Story): boolean {
  return count(story, 'dead letter') > 0
}

function fateOf(night: Night): string {
  return night.outcome.kind === 'returned' ? '' : `; ${outcomeOf(night)}`
}

function outcomeOf({ outcome, stories, maxAttempts }: Night): string {
  if (outcome.kind !== 'stuck') return outcomeTold('work', outcome)
  const busiest = stories.toSorted((a, b) => attemptsOf(b) - attemptsOf(a))[0]
  const tried =
    busiest && attemptsOf(busiest) > maxAttempts
      ? `tried ${busiest.mail.id} ${attemptsOf(busiest)} times`
      : 'went on and on'
  return `work() ${tried}, until the checker ended it`
}
