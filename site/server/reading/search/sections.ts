import { parser } from '../markdown/parser.ts'
import { type ReadingOptions, envOf, newReading } from '../markdown/reading.ts'
import { wordsOf } from '../markdown/words.ts'

/** A stretch of a text under one heading. */
export interface Section {
  /** Of its heading; empty for what comes before the first. */
  readonly id: string
  readonly heading: string
  readonly level: number
  /** All that is read there, code too, without markup. */
  readonly text: string
}

/** A text, heading by heading. */
export function sectionsOf(text: string, options: ReadingOptions): Section[] {
  const reading = newReading(options)
  const tokens = parser.parse(text, envOf(reading))
  const starts = [...tokens.keys()].filter((index) => tokens[index]?.type === 'heading_open')
  return starts.map((start, nth) => {
    const heading = reading.headings[nth]
    const own = tokens.slice(start + 3, starts[nth + 1])
    return {
      id: heading?.id ?? '',
      heading: heading?.text ?? '',
      level: heading?.level ?? 1,
      text: own.map(wordsOf).join(' ').replace(/\s+/g, ' ').trim(),
    }
  })
}
