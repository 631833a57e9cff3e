import type { MarkdownIt, StateBlock, Token } from 'markdown-it'
import { includedCode } from '#checker'
import { highlighted } from '../code/highlight.ts'
import { readingIn } from './reading.ts'

const INCLUDE = /^<<< (\S+)$/
/** Code that lessons include is a program's. */
const LANGUAGE_OF_PROGRAMS = 'ts'

/** Fenced code, and code included from a solution: both are coloured, and scroll by themselves, also with the keyboard. */
export function codes(markdown: MarkdownIt): void {
  const { escapeHtml } = markdown.utils
  markdown.block.ruler.before('fence', 'include', readInclude, {
    alt: ['paragraph', 'reference', 'blockquote', 'list'],
  })
  markdown.renderer.rules.fence = (tokens, index) => {
    const token = tokens[index]
    return `${block(token?.content ?? '', languageOf(token))}\n`
  }
  markdown.renderer.rules.code_block = (tokens, index) => `${block(tokens[index]?.content ?? '', '')}\n`
  markdown.renderer.rules.include = (tokens, index, _options, env) => {
    const reading = readingIn(env)
    const place = tokens[index]?.content ?? ''
    const included = includedCode(reading.root, place)
    if (included.path !== undefined) reading.sources.add(included.path)
    if (included.kind === 'broken')
      return `<p class="broken"><strong>Code is missing here.</strong> <code>${escapeHtml(place)}</code>: ${escapeHtml(included.why)}</p>\n`
    const caption = `<figcaption>${escapeHtml(included.from)}</figcaption>`
    return `<figure class="included">${block(included.code, LANGUAGE_OF_PROGRAMS)}${caption}</figure>\n`
  }
}

/** The languages of a text's code, for those who load them. */
export function languagesIn(tokens: readonly Token[]): string[] {
  return tokens.flatMap((token) => {
    if (token.type === 'include') return [LANGUAGE_OF_PROGRAMS]
    return token.type === 'fence' ? [languageOf(token)] : []
  })
}

function languageOf(token: Token | undefined): string {
  return token?.info.trim().split(/\s+/)[0] ?? ''
}

function block(code: string, language: string): string {
  return `<pre class="code" tabindex="0"><code>${highlighted(code.replace(/\n$/, ''), language)}</code></pre>`
}

function readInclude(state: StateBlock, startLine: number, _endLine: number, silent: boolean): boolean {
  const line = state.getLines(startLine, startLine + 1, state.blkIndent, false).trim()
  const [, place] = INCLUDE.exec(line) ?? []
  if (place === undefined) return false
  if (silent) return true
  const token = state.push('include', '', 0)
  token.content = place
  token.map = [startLine, startLine + 1]
  state.line = startLine + 1
  return true
}
