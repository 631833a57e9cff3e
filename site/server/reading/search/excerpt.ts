/** A piece of a text; `isMarked`: it is what was looked for. */
export interface Piece {
  readonly text: string
  readonly isMarked: boolean
}

/** What is looked for, and marked: letters and digits, so that `send` is found in `producer.send()`. */
const WORD = /[\p{L}\p{N}]+/gu
const BEFORE = 60
const LENGTH = 200

export function wordsIn(text: string): string[] {
  return text.match(WORD) ?? []
}

/** The stretch of a text around the first of the words that were found, with all of them marked. `words`: in lower case. */
export function excerptOf(text: string, words: readonly string[]): Piece[] {
  const first = [...text.matchAll(WORD)].find(([word]) => words.includes(word.toLowerCase()))
  const from = wordStart(text, Math.max(0, (first?.index ?? 0) - BEFORE))
  const to = from + LENGTH >= text.length ? text.length : text.lastIndexOf(' ', from + LENGTH)
  const shown = text.slice(from, to <= from ? from + LENGTH : to)
  return marked(`${from > 0 ? '… ' : ''}${shown}${from + shown.length < text.length ? ' …' : ''}`, words)
}

/** A text with the words marked that were found. */
export function marked(text: string, words: readonly string[]): Piece[] {
  const pieces: Piece[] = []
  let end = 0
  for (const match of text.matchAll(WORD)) {
    if (!words.includes(match[0].toLowerCase())) continue
    if (match.index > end) pieces.push({ text: text.slice(end, match.index), isMarked: false })
    pieces.push({ text: match[0], isMarked: true })
    end = match.index + match[0].length
  }
  if (end < text.length) pieces.push({ text: text.slice(end), isMarked: false })
  return pieces
}

function wordStart(text: string, at: number): number {
  return at === 0 ? 0 : text.indexOf(' ', at) + 1
}
