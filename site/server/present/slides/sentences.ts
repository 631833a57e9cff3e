const BOLD = /\*\*[^*]+\*\*/
const TERM = /\]\(\S*glossary\.md#/
/** A sentence's end: a mark, whatever closes behind it, a blank, and what a new one begins with. */
const END = /[.!?][)\]*_"”'’]*\s+(?=[[("“*_`]*[\p{Lu}\d])/gu
/** So much is a name that a thing gets, and no sentence about it. */
const LEAD_LENGTH = 45

/** The sentences of a paragraph, each with its markup whole: none ends within code, a link, bold text or parentheses. */
export function sentencesOf(paragraph: string): string[] {
  const text = paragraph.replace(/\s*\n\s*/g, ' ').trim()
  const sentences: string[] = []
  let from = 0
  for (const { 0: end, index } of text.matchAll(END)) {
    const sentence = text.slice(from, index + end.length).trim()
    if (!isWhole(sentence)) continue
    sentences.push(sentence)
    from = index + end.length
  }
  return [...sentences, text.slice(from)].filter((sentence) => sentence !== '')
}

/** The sentences that name what a paragraph is about, which its lesson has in bold. */
export function keySentencesOf(paragraph: string): string[] {
  return sentencesOf(paragraph).filter((sentence) => BOLD.test(sentence))
}

/** The one sentence to show of paragraphs without bold terms: the first with a term of the glossary, else the very first. */
export function firstWordsOf(paragraphs: readonly string[]): string | undefined {
  const sentences = paragraphs.flatMap(sentencesOf)
  return sentences.find((sentence) => TERM.test(sentence)) ?? sentences[0]
}

/** The sentence that leads to what follows a paragraph, if it ends with a colon. */
export function leadOf(paragraph: string): string | undefined {
  const last = sentencesOf(paragraph).at(-1)
  return last?.endsWith(':') === true ? last : undefined
}

/** An item of a list as a slide has it: its first sentence, or its bold name with the sentence behind. */
export function shortenedItem(item: string): string {
  const [, mark = '', text = ''] = /^(\s*(?:[-*+]|\d+[.)])\s+)([\s\S]*)$/.exec(item) ?? []
  const [first = '', second = ''] = sentencesOf(text.split(/\n\s*\n/)[0] ?? '')
  const isName = BOLD.test(first) && lengthOf(first) <= LEAD_LENGTH
  return mark + (isName ? `${first} ${second}`.trim() : first)
}

/** How many characters of a text are read. */
export function lengthOf(markdown: string): number {
  return markdown
    .replace(/\]\([^)]*\)/g, '')
    .replace(/[[\]*`]/g, '')
    .replace(/\s+/g, ' ').length
}

function isWhole(text: string): boolean {
  const count = (part: string) => text.split(part).length - 1
  return count('`') % 2 === 0 && count('**') % 2 === 0 && count('(') === count(')') && count('[') === count(']')
}
