import type { Token } from 'markdown-it'
import { loadLanguages } from '../code/highlight.ts'
import { languagesIn } from './codes.ts'
import { parser } from './parser.ts'
import { type Heading, type ReadingOptions, envOf, newReading } from './reading.ts'

/** A text as it stands on a page. */
export interface Document {
  /** In which nothing of the text is markup of its own. */
  readonly html: string
  readonly headings: readonly Heading[]
  /** The anchors of the glossary that it links to. */
  readonly terms: readonly string[]
  /** Files besides its own that it was made of, absolute, also such as are missing. */
  readonly sources: readonly string[]
}

export interface DocumentOptions extends ReadingOptions {
  /** Leave out the heading that it begins with: the page has one. */
  readonly withoutTitle?: boolean
}

/** Markdown as HTML. What it lacks, an include or a picture, is said in its place. */
export async function documentOf(text: string, options: DocumentOptions): Promise<Document> {
  const { withoutTitle = false } = options
  const reading = newReading(options)
  const env = envOf(reading)
  const tokens = parser.parse(text, env)
  await loadLanguages(languagesIn(tokens))
  const html = parser.renderer.render(withoutTitle ? bodyOf(tokens) : tokens, parser.options, env)
  return { html, headings: reading.headings, terms: [...reading.terms], sources: [...reading.sources] }
}

/** Without the first heading, which is three tokens. */
function bodyOf(tokens: Token[]): Token[] {
  return tokens[0]?.type === 'heading_open' ? tokens.slice(3) : tokens
}
