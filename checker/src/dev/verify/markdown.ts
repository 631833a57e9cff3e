import GithubSlugger from 'github-slugger'
import MarkdownIt from 'markdown-it'

const markdown = new MarkdownIt({ html: true })
type Token = ReturnType<typeof markdown.parse>[number]

export interface Heading {
  readonly text: string
  /** As GitHub makes it: what stands behind the `#` of a link. */
  readonly anchor: string
  readonly level: number
  /** From 1. */
  readonly line: number
}

/** A stretch of running text, whole words: what stands in a link, or what stands between two links. */
export interface Stretch {
  /** As it is read, without markup; a line's end is a `\n`. */
  readonly text: string
  /** Of its first character, from 1. */
  readonly line: number
  /** Where it leads, if it is a link. */
  readonly href?: string
}

export function headingsOf(text: string): Heading[] {
  const slugger = new GithubSlugger()
  const tokens = markdown.parse(text, {})
  return tokens.flatMap((token, index) => {
    if (token.type !== 'heading_open') return []
    const words = (tokens[index + 1]?.children ?? []).map(({ content }) => content).join('')
    const line = (token.map?.[0] ?? 0) + 1
    return { text: words, anchor: slugger.slug(words), level: Number(token.tag.slice(1)), line }
  })
}

/** Where links and pictures lead, as it is written there. */
export function linksOf(text: string): string[] {
  const inline = markdown.parse(text, {}).flatMap((token) => token.children ?? [])
  return inline.flatMap((token) =>
    [token.attrGet('href'), token.attrGet('src')].filter((link) => typeof link === 'string'),
  )
}

/**
 * The running text of a page, in its order: paragraphs, lists and boxes. Headings, tables, pictures, code and included code are
 * none. Code and the like stand as blanks, and an HTML comment sticks to the word before it, as `_`, and makes another word of it.
 */
export function proseOf(text: string): Stretch[] {
  const tokens = markdown.parse(text, {})
  let inTable = false
  return tokens.flatMap((token, index) => {
    if (token.type === 'table_open') inTable = true
    if (token.type === 'table_close') inTable = false
    const running = token.type === 'inline' && !inTable && tokens[index - 1]?.type !== 'heading_open'
    return running && !token.content.startsWith('<<< ') ? stretchesOf(token) : []
  })
}

function stretchesOf({ map, children }: Token): Stretch[] {
  let line = (map?.[0] ?? 0) + 1
  let current: { text: string; line: number; href?: string } = { text: '', line }
  const stretches = [current]
  for (const token of children ?? []) {
    const href = token.type === 'link_open' ? String(token.attrGet('href')) : undefined
    if (token.type === 'link_open' || token.type === 'link_close') {
      current = { text: '', line, ...(href !== undefined && { href }) }
      stretches.push(current)
    } else current.text += asRead(token)
    if (token.type === 'softbreak' || token.type === 'hardbreak') line += 1
  }
  return stretches
}

function asRead({ type, content }: Token): string {
  if (type === 'text') return content
  if (type === 'softbreak' || type === 'hardbreak') return '\n'
  if (type === 'html_inline') return content.startsWith('<!--') ? '_' : ' '
  return type === 'code_inline' || type === 'image' ? ' ' : ''
}
