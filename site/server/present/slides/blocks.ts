import MarkdownIt from 'markdown-it'

/** What stands alone in a lesson's Markdown, with its source: rendering is another's. */
export interface Block {
  readonly kind: 'prose' | 'figure' | 'code' | 'table' | 'list' | 'box' | 'question' | 'live'
  /** Lines of the lesson as they stand there, without HTML comments. */
  readonly source: string
  /** Of a question: what opens below it. */
  readonly answer?: string
}

export interface Section {
  /** As it is read, without markup. */
  readonly heading: string
  /** 1 for what stands before the first section. */
  readonly level: number
  readonly blocks: readonly Block[]
}

/** HTML blocks are told from prose here, so that comments and questions are seen. Nothing is rendered with it. */
const parser = new MarkdownIt({ html: true })
type Token = ReturnType<typeof parser.parse>[number]

/** Where a lesson wants Kafka itself to be seen; its readers see nothing of this line. */
const LIVE = /^<!--\s*live\s*-->$/
const COMMENT = /<!--[\s\S]*?-->/g
const INCLUDE = /^<<< \S+$/

/** A lesson's sections in their order, each with its blocks: headings of all levels begin one. Text before any heading has none. */
export function sectionsOf(lesson: string): Section[] {
  const lines = lesson.split('\n')
  const sections: { heading: string; level: number; blocks: Block[] }[] = []
  const current = () => sections.at(-1) ?? begin('', 1)
  const begin = (heading: string, level: number) => {
    const section = { heading, level, blocks: [] as Block[] }
    sections.push(section)
    return section
  }
  const tokens = parser.parse(lesson, {})
  let question: { summary: string; from: number } | undefined
  for (const [index, token] of tokens.entries()) {
    if (token.level > 0 || token.nesting < 0 || token.map === null) continue
    const source = lines.slice(...token.map).join('\n')
    if (token.type === 'html_block' && /^\s*<details/.test(source)) {
      question = { summary: summaryOf(source), from: token.map[0] + linesOfOpening(source) }
    }
    if (question !== undefined) {
      if (!source.includes('</details>')) continue
      const rest = lines.slice(question.from, token.map[1]).join('\n')
      const answer = plain(rest.slice(0, rest.lastIndexOf('</details>')))
      current().blocks.push({ kind: 'question', source: question.summary, answer })
      question = undefined
    } else if (token.type === 'heading_open') begin(textOf(tokens[index + 1]), Number(token.tag.slice(1)))
    else current().blocks.push(...blockOf(token, tokens[index + 1], source))
  }
  return sections
}

function blockOf({ type }: Token, inline: Token | undefined, source: string): Block[] {
  if (LIVE.test(source.trim())) return [{ kind: 'live', source: '' }]
  if (type === 'fence' || type === 'code_block') return [{ kind: 'code', source }]
  const text = plain(source)
  if (text === '' || type === 'hr') return []
  if (type === 'table_open') return [{ kind: 'table', source: text }]
  if (type === 'bullet_list_open' || type === 'ordered_list_open') return [{ kind: 'list', source: text }]
  if (type === 'blockquote_open') return [{ kind: 'box', source: text }]
  if (INCLUDE.test(text)) return [{ kind: 'code', source: text }]
  const shown = (inline?.children ?? []).filter(({ content, type }) => type === 'image' || content.trim() !== '')
  const isFigure = shown.length === 1 && shown[0]?.type === 'image'
  return [{ kind: isFigure ? 'figure' : 'prose', source: text }]
}

/** The items of a list, each with its mark. */
export function itemsOf(list: string): string[] {
  const lines = list.split('\n')
  return parser
    .parse(list, {})
    .filter(({ type, level }) => type === 'list_item_open' && level === 1)
    .flatMap(({ map }) =>
      map === null
        ? []
        : [
            lines
              .slice(...map)
              .join('\n')
              .trimEnd(),
          ],
    )
}

/** A box up to the end of its last code: what there is to do. What it says afterwards tells what one will have seen. */
export function stepsOf(box: string): string {
  const lines = box.split('\n')
  const codes = parser.parse(box, {}).filter(({ type, level }) => type === 'fence' && level === 1)
  const end = codes.at(-1)?.map?.[1]
  return end === undefined ? box : lines.slice(0, end).join('\n')
}

function textOf(inline: Token | undefined): string {
  return (inline?.children ?? [])
    .map(({ type, content }) =>
      type === 'softbreak' || type === 'hardbreak' ? ' ' : type === 'html_inline' ? '' : content,
    )
    .join('')
    .trim()
}

function summaryOf(opening: string): string {
  return plain(/<summary>([\s\S]*?)<\/summary>/.exec(opening)?.[1] ?? '')
}

function linesOfOpening(source: string): number {
  const end = source.indexOf('</summary>')
  return end < 0 ? 1 : source.slice(0, end).split('\n').length
}

function plain(source: string): string {
  return source.replace(COMMENT, '').trim()
}
