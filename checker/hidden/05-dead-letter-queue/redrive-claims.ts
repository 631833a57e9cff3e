import { type Scene, claim, expect, listed } from '#grading'
import { isSame } from './differences.ts'
import { type RedrivePlay, type Run, type Sent, type Waiting, idOf } from './redrive-scene.ts'

/** What the tests of the bonus ask for. */

/** Ended by itself, in order. */
export function ended({ exit, program }: Run, what: string): void {
  claim(exit !== undefined, {
    saw: `nothing more came, and ${what} ran on until the checker ended it`,
    expected: 'an end as soon as the letters that were there when it started are dealt with, also if there are none',
  })
  claim(exit.code === 0, { saw: `${what}: the program ${program.fate}`, expected: 'exit code 0' })
}

export function sentBack({ real, waiting, late }: Scene<RedrivePlay>): void {
  const sent = real.sent.flatMap(({ topic, record }) => {
    const id = idOf(record)
    // Whether those should be sent is asked elsewhere.
    return late.some((one) => one.id === id) ? [] : [`${id} to ${topic}`]
  })
  expect(sent).toAccountFor(waiting, {
    idOf: ({ id, origin }) => `${id} to ${origin}`,
    what: 'letters',
    where: 'sent to the topic that it is from',
    fate: real.program.fate,
    shownBy: (name) =>
      real.sent.flatMap(({ topic, record, event }) => (name === `${idOf(record)} to ${topic}` ? [event] : [])),
  })
}

export function sentAsTheyWere({ real, waiting }: Scene<RedrivePlay>): void {
  for (const letter of waiting) {
    const found = real.sent.find(({ record }) => idOf(record) === letter.id)
    if (!found) continue
    const { record: sent, event } = found
    const { key, value } = letter.record
    claim(isSame(sent.key, key), {
      saw: `${letter.id} was sent with ${sent.key === null ? 'no key' : `the key ${bytes(sent.key)}`}`,
      expected: `its key as it came: ${bytes(Buffer.from(key ?? ''))}`,
      weight: 'order',
      shownBy: [event],
    })
    claim(isSame(sent.value, value), {
      saw: `the value of ${letter.id} was sent as ${sent.value?.length ?? 0} bytes, others than the ${value?.length ?? 0} of its letter`,
      expected: 'the bytes of the letter',
      weight: 'lost',
      beliefs: [],
      shownBy: [event],
    })
    claimHeaders(letter, found)
  }
}

function claimHeaders({ id, record }: Waiting, { record: { headers }, event }: Sent): void {
  const text = (list: readonly { key: string; value: unknown }[]) =>
    list.map(({ key, value }) => `${key}: ${String(value)}`).toSorted()
  const kept = (record.headers ?? []).filter(({ key }) => !key.startsWith('dlq-'))
  claim(text(headers).join('\n') === text(kept).join('\n'), {
    saw: `${id} was sent with the headers ${listed(text(headers))}`.slice(0, 300),
    expected: `those of its record: ${listed(text(kept))}`,
    shownBy: [event],
  })
}

function bytes(key: Buffer): string {
  return `${key.length} bytes, ${key.toString('latin1')}`
}
