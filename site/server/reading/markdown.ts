import { raw } from 'hono/html'
import MarkdownIt from 'markdown-it'
import type { Html } from '../layout.ts'
import type { Site } from '../site.ts'

export interface MarkdownPlace {
  /** The file that the text stands in, relative to the checkout: links lead from there. */
  readonly from: string
}

const markdown = new MarkdownIt({ html: false })

/** Markdown of the workshop as HTML in which nothing of the text is markup of its own. */
export async function markdownToHtml(_site: Site, text: string, _place: MarkdownPlace): Promise<Html> {
  return raw(markdown.render(text))
}
