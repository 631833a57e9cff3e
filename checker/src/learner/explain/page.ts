import { createHash } from 'node:crypto'
import type { Explanation } from './explain.ts'
import { escaped } from './escaped.ts'
import { PAGE_SCRIPT } from './page-script.ts'
import { PAGE_STYLE } from './page-style.ts'
import { damageIn, headlinesOf, momentNotes } from './said.ts'
import { legendSvg, pictureSvg } from './svg.ts'

/**
 * An explanation as a page that needs nothing else: no network, no file. What learners wrote stands in it as text alone, and
 * the policy lets neither scripts nor styles run but those that are ours.
 */
export function pageOf(explanation: Explanation): string {
  const { test, picture } = explanation
  const { title, run } = headlinesOf(explanation)
  const status = test.status === 'fail' ? 'fail' : 'pass'
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${pagePolicy()}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escaped(`${test.status === 'fail' ? 'Not yet' : 'Passed'}: ${test.name}`)}</title>
<style>${PAGE_STYLE}</style>
</head>
<body>
<header>
<p class="run">${escaped(title)} <span>${escaped(run)}</span></p>
<h1 class="${status}">${escaped(test.name)}</h1>
${findingHtml(explanation)}
</header>
<main>
${momentsHtml(explanation)}
<p class="legend" aria-hidden="true">${legendSvg(picture)}</p>
<div class="picture">
${pictureSvg(picture, test.name)}
</div>
<p>${damageIn(picture) ?? ''}</p>
</main>
<aside id="details" aria-live="polite"><p>Tab, the arrow keys or the mouse go from step to step; what is known of it stands here.</p></aside>
<script>${PAGE_SCRIPT}</script>
</body>
</html>
`
}

/** The policy of each such page (Content-Security-Policy), for who serves it under one of its own. */
export function pagePolicy(): string {
  const hash = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`
  return [
    "default-src 'none'",
    `style-src ${hash(PAGE_STYLE)}`,
    `script-src ${hash(PAGE_SCRIPT)}`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ')
}

function findingHtml(explanation: Explanation): string {
  const { saw, expected, belief, because, note } = headlinesOf(explanation)
  const paragraph = (text: string | undefined, kind: string) =>
    text === undefined ? '' : `<p class="${kind}">${withCode(text)}</p>`
  return [
    paragraph(saw, 'saw'),
    paragraph(expected, 'saw'),
    paragraph(belief, 'belief'),
    paragraph(because, 'because'),
    paragraph(note, 'because'),
  ]
    .filter((html) => html !== '')
    .join('\n')
}

function momentsHtml({ picture, test }: Explanation): string {
  const notes = momentNotes(picture, test)
  if (notes.length === 0) return ''
  const items = notes.map(({ number, when, words }) => {
    if (number === undefined) return `<li class="note">${escaped(words)}</li>`
    const row = picture.moments[number - 1]
    return `<li><a href="#step-${row?.seq}"><b>${number}</b> <span>${escaped(when)}</span> ${escaped(words)}</a></li>`
  })
  return `<section class="moments" aria-labelledby="look">
<h2 id="look">Where to look</h2>
<ol>
${items.join('\n')}
</ol>
</section>`
}

function withCode(text: string): string {
  return escaped(text).replace(/`([^`\n]+)`/g, '<code>$1</code>')
}
