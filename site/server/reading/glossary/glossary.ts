import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Token } from 'markdown-it'
import { FreshCache } from '../fresh-cache.ts'
import { GLOSSARY_FILE } from '../markdown/addresses.ts'
import { parser } from '../markdown/parser.ts'
import { envOf, newReading } from '../markdown/reading.ts'

/** What the glossary says of a term. */
export interface Term {
  readonly name: string
  readonly anchor: string
  /** Its explanation without links, as HTML: what is shown beside a link to it. */
  readonly explanation: string
}

export interface Glossary {
  /** By their anchors. */
  readonly terms: ReadonlyMap<string, Term>
  /** Its file, absolute. */
  readonly path: string
}

/** Paragraphs of an entry that explain nothing by themselves. */
const ASIDE = /^(?:Also|Read|Not to be confused)\b/

const cache = new FreshCache<Glossary>(({ path }) => [path])

/** The terms of the workshop's glossary; none where there is no such file. */
export function glossaryOf(root: string): Promise<Glossary> {
  const path = join(root, GLOSSARY_FILE)
  return cache.get(path, () => ({
    path,
    terms: existsSync(path) ? termsIn(root, readFileSync(path, 'utf8')) : new Map(),
  }))
}

function termsIn(root: string, text: string): Map<string, Term> {
  const env = envOf(newReading({ root, from: GLOSSARY_FILE }))
  const tokens = parser.parse(text, env)
  const terms = new Map<string, Term>()
  for (const [index, token] of tokens.entries()) {
    if (token.type !== 'heading_open' || token.tag !== 'h2') continue
    const anchor = String(token.attrGet('id'))
    const end = tokens.findIndex(({ type }, at) => type === 'heading_open' && at > index)
    const paragraphs = tokens.slice(index + 3, end < 0 ? undefined : end).filter(isExplanation)
    const explanation = paragraphs
      .map(({ children }) => parser.renderer.renderInline(withoutLinks(children ?? []), parser.options, env))
      .map((html) => `<p>${html}</p>`)
      .join('')
    terms.set(anchor, { name: tokens[index + 1]?.content ?? '', anchor, explanation })
  }
  return terms
}

function isExplanation({ type, content }: Token): boolean {
  return type === 'inline' && !ASIDE.test(content)
}

function withoutLinks(tokens: readonly Token[]): Token[] {
  return tokens.filter(({ type }) => type !== 'link_open' && type !== 'link_close')
}
