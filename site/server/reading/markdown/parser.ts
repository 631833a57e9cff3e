import MarkdownIt from 'markdown-it'
import footnotes from 'markdown-it-footnote'
import { anchors } from './anchors.ts'
import { callouts } from './callouts.ts'
import { codes } from './codes.ts'
import { comments } from './comments.ts'
import { details } from './details.ts'
import { figures } from './figures.ts'
import { links } from './links.ts'
import { tables } from './tables.ts'

/** Markdown as the workshop's texts have it. HTML in a text stays text, and markdown-it makes no link of `javascript:` and its like. */
export const parser = new MarkdownIt({ html: false, typographer: false })
  .use(footnotes)
  .use(comments)
  .use(details)
  .use(codes)
  .use(anchors)
  .use(callouts)
  .use(figures)
  .use(tables)
  .use(links)
