import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { MarkdownIt, Token } from 'markdown-it'
import { targetOf } from './addresses.ts'
import { type Reading, readingIn } from './reading.ts'

/** A picture that is a paragraph of its own is a figure, and leads to itself alone, where a browser shows it as large as it can. */
export function figures(markdown: MarkdownIt): void {
  const { escapeHtml } = markdown.utils
  markdown.core.ruler.push('figures', ({ tokens }) => {
    for (const [index, token] of tokens.entries()) if (isFigure(tokens, index)) becomeFigure(token, tokens, index)
  })
  markdown.renderer.rules.image = (tokens, index, options, env, renderer) => {
    const token = tokens[index]
    const source = String(token?.attrGet('src'))
    const alt = escapeHtml(renderer.renderInlineAsText(token?.children ?? [], options, env))
    const picture = pictureAt(readingIn(env), source)
    if (picture === undefined) return `<span class="broken">The picture ${escapeHtml(source)} is missing: ${alt}</span>`
    const image = `<img src="${escapeHtml(picture.address)}" alt="${alt}"${picture.size} />`
    return token?.meta?.isFigure === true ? `<a href="${escapeHtml(picture.address)}">${image}</a>` : image
  }
}

function isFigure(tokens: readonly Token[], index: number): boolean {
  const children = tokens[index + 1]?.children ?? []
  return tokens[index]?.type === 'paragraph_open' && children.length === 1 && children[0]?.type === 'image'
}

function becomeFigure(open: Token, tokens: readonly Token[], index: number): void {
  const image = tokens[index + 1]?.children?.[0]
  const close = tokens[index + 2]
  open.tag = 'figure'
  // In a list without blank lines between its entries paragraphs have no tags.
  open.hidden = false
  if (close !== undefined) Object.assign(close, { tag: 'figure', hidden: false })
  if (image !== undefined) image.meta = { isFigure: true }
}

/** Where a picture of a lesson is served, with its size as attributes, so that nothing moves when it comes. */
function pictureAt(reading: Reading, source: string): { address: string; size: string } | undefined {
  const target = targetOf(reading, source)
  if (target.kind !== 'picture') return undefined
  const path = join(reading.root, target.path)
  reading.sources.add(path)
  if (!existsSync(path)) return undefined
  const [, width, height] = /<svg[^>]* width="(\d+)" height="(\d+)"/.exec(readFileSync(path, 'utf8')) ?? []
  return { address: target.address, size: width === undefined ? '' : ` width="${width}" height="${height}"` }
}
