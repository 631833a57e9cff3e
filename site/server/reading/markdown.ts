import { raw } from 'hono/html'
import type { Html } from '../layout.ts'
import type { Site } from '../site.ts'
import { documentOf } from './markdown/document.ts'

export interface MarkdownPlace {
  /** The file that the text stands in, relative to the checkout: links lead from there. */
  readonly from: string
}

/** What a page that has such texts needs of `site/browser`. */
export const TEXT = { styles: ['text.css'] } as const

/** Markdown of the workshop as HTML in which nothing of the text is markup of its own. */
export async function markdownToHtml({ root }: Site, text: string, { from }: MarkdownPlace): Promise<Html> {
  const { html } = await documentOf(text, { root, from })
  return raw(html)
}
