import { UsageError } from '#checker'

/** What the form for producing asks for. */
export interface ProduceOrder {
  readonly topic: string
  /** Null: records without a key. */
  readonly key: string | null
  /** Null: tombstones. */
  readonly value: string | null
  readonly headers: readonly { readonly key: string; readonly value: string }[]
  readonly count: number
}

export interface TopicOrder {
  readonly name: string
  readonly partitions: number
}

export type Fields = Readonly<Record<string, unknown>>

const MOST_RECORDS = 10_000
const MOST_PARTITIONS = 24
/** Kafka's own rule (org.apache.kafka.common.internals.Topic). */
const TOPIC_NAME = /^(?!\.{1,2}$)[a-zA-Z0-9._-]{1,249}$/

/** Reads the form for producing; throws UsageError for what can't be sent. */
export function produceOrder(fields: Fields): ProduceOrder {
  const key = text(fields, 'key')
  return {
    topic: text(fields, 'topic'),
    key: key === '' ? null : key,
    value: text(fields, 'tombstone') === 'on' ? null : text(fields, 'value'),
    headers: headersIn(text(fields, 'headers')),
    count: wholeNumber(fields, 'count', MOST_RECORDS),
  }
}

/** Reads the form for a topic; throws UsageError for a name that Kafka would refuse. */
export function topicOrder(fields: Fields): TopicOrder {
  const name = text(fields, 'name').trim()
  if (!TOPIC_NAME.test(name)) {
    throw new UsageError('Kafka takes no such name for a topic.', {
      code: 'bad-topic-name',
      fix: 'Write up to 249 letters, digits, dots, hyphens and underscores.',
    })
  }
  return { name, partitions: wholeNumber(fields, 'partitions', MOST_PARTITIONS) }
}

/** One header a line, `name: value`. */
function headersIn(lines: string): ProduceOrder['headers'] {
  return lines
    .split(/\r?\n/)
    .filter((line) => line.trim() !== '')
    .map((line) => {
      const colon = line.indexOf(':')
      if (colon < 1) {
        throw new UsageError(`"${line}" is no header.`, {
          code: 'bad-header',
          fix: 'Write one header a line: its name, a colon, its value.',
        })
      }
      return { key: line.slice(0, colon).trim(), value: line.slice(colon + 1).trim() }
    })
}

/** What stands in a field as text; the empty text where it is not there. */
export function text(fields: Fields, name: string): string {
  const value = fields[name]
  return typeof value === 'string' ? value : ''
}

function wholeNumber(fields: Fields, name: string, most: number): number {
  const number = Number(text(fields, name))
  if (Number.isInteger(number) && number >= 1 && number <= most) return number
  throw new UsageError(`The field "${name}" takes a whole number from 1 to ${most}.`, {
    code: 'bad-number',
    fix: 'Change it, and try again.',
  })
}
