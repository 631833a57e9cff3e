import { describe, expect, test } from 'vitest'
import { type DocumentOptions, documentOf } from '../../server/reading/markdown/document.ts'
import { smallWorkshop } from '../harness/small-workshop.ts'

async function read(text: string, options: Partial<DocumentOptions> = {}): Promise<string> {
  using workshop = smallWorkshop()
  const { html } = await documentOf(text, { root: workshop.root, from: 'lessons/01-intro/lesson.md', ...options })
  return html
}

describe('what a lesson is made of', () => {
  test('headings have the anchors that GitHub gives them, also when they repeat', async () => {
    const html = await read("# Don't `panic`\n\n## Where this bites\n\n## Where this bites\n")
    expect(html).toContain('<h1 id="dont-panic">')
    expect(html).toContain('<h2 id="where-this-bites">')
    expect(html).toContain('<h2 id="where-this-bites-1">')
  })
  test('a task beside its lesson has lower headings, ids of its own and no title', async () => {
    const html = await read('# Why\n\n## Part 1: Say hello\n\nA note.[^1]\n\n[^1]: There.\n', {
      from: 'exercises/01-intro/README.md',
      ...{ idPrefix: 'task-', headingShift: 1, withoutTitle: true },
    })
    expect(html).not.toContain('Why')
    expect(html).toContain('<h3 id="task-part-1-say-hello">')
    expect(html).toContain('href="#fn-task-1"')
  })
  test('a quote that begins with bold words is a box of that kind', async () => {
    expect(await read('> **Try it.** Start it:\n')).toContain('<blockquote class="callout callout-try-it">')
    expect(await read('> Just said.\n')).toContain('<blockquote>')
  })
  test('a table scrolls by itself, and has no style attributes', async () => {
    const html = await read('## Which "one"\n\n| a | b |\n| --- | --: |\n| 1 | 2 |\n')
    expect(html).toContain('aria-label="Table: Which &quot;one&quot;" tabindex="0"><table>')
    expect(html).toContain('<td class="align-right">2</td>')
    expect(html).not.toContain('style=')
  })
  test('a picture is a figure of its own size', async () => {
    const html = await read('![Mails "wait" in line](log.svg)\n')
    expect(html).toBe(
      '<figure><a href="/lessons/intro/log.svg"><img src="/lessons/intro/log.svg" alt="Mails &quot;wait&quot; in line" width="720" height="226" /></a></figure>\n',
    )
  })
  test('a picture that is missing is said to be', async () => {
    expect(await read('![A log](none.svg)\n')).toContain('<span class="broken">The picture none.svg is missing: A log')
  })
  test('comments vanish, within a line and as lines', async () => {
    expect(await read('one<!-- not the term --> two\n\n<!-- nothing\nat all -->\n\nthree `<!-- four -->`\n')).toBe(
      '<p>one two</p>\n<p>three <code>&lt;!-- four --&gt;</code></p>\n',
    )
  })
  test('a question has its answer folded away', async () => {
    const html = await read('<details>\n<summary>How *many*?</summary>\n\nAll of **them**.\n\n</details>\n\nNext.\n')
    expect(html).toBe(
      '<details>\n<summary>How <em>many</em>?</summary>\n<p>All of <strong>them</strong>.</p>\n</details>\n<p>Next.</p>\n',
    )
  })
  test('code has classes for its colours, and is escaped', async () => {
    const html = await read('```ts\nconst a = "<b>" // it\'s\n```\n')
    expect(html).toContain('<span class="t-keyword">const')
    expect(html).toContain('&lt;b&gt;')
    expect(html).not.toContain('style=')
  })
  test.each([
    ['sh', 'npm run check 03 -- --part 1'],
    ['json', '{ "a": "text" }'],
  ])('code in %s is coloured', async (language, code) => {
    expect(await read(`\`\`\`${language}\n${code}\n\`\`\`\n`)).toContain('<span class="t-')
  })
  test('code in a language that nobody knows stays plain', async () => {
    expect(await read('```constructor\na < b\n```\n')).toBe(
      '<pre class="code" tabindex="0"><code>a &lt; b</code></pre>\n',
    )
  })
})

describe('code included from a solution', () => {
  test('stands at the left, without marks of regions, and says where it is from', async () => {
    const html = await read('<<< intro/hello.ts#hello\n')
    expect(html.replace(/<\/?span[^>]*>/g, '')).toContain(
      '<code>if (before &lt; 2) {\n  say("a &amp; b")\n}</code></pre><figcaption>solutions/01-intro/hello.ts</figcaption>',
    )
  })
  test.each([
    ['names no solution', 'nothing/hello.ts#hello', 'it names no solution'],
    ['names no file', 'intro/none.ts#hello', 'there is no solutions/01-intro/none.ts'],
    ['names no region', 'intro/hello.ts#bye', 'has no region bye'],
    ['names a region that does not end', 'intro/hello.ts#open', 'has no region open'],
    ['leads out of the solutions', 'intro/../../package.json#a', 'it names no solution'],
    ['has markup for a name', 'intro/<script>#a', 'there is no solutions/01-intro/&lt;script&gt;'],
  ])('that %s is said to be broken, in its place', async (_, place, why) => {
    const html = await read(`<<< ${place}\n\nGoes on.\n`)
    expect(html).toContain('<p class="broken"><strong>Code is missing here.</strong>')
    expect(html).toContain(why)
    expect(html).toContain('<p>Goes on.</p>')
    expect(html).not.toContain('<script')
  })
})

describe('links', () => {
  test.each([
    ['another lesson', '../01-intro/lesson.md#say-hello', '/lessons/intro#say-hello'],
    ['a section of the same text', '#say-hello', '#say-hello'],
    ['the task', '../../exercises/01-intro/README.md', '/lessons/intro#task'],
    [
      'a part of the task',
      '../../exercises/01-intro/README.md#part-1-say-hello',
      '/lessons/intro#task-part-1-say-hello',
    ],
    ['the glossary', '../glossary.md', '/glossary'],
    ['a picture', 'log.svg', '/lessons/intro/log.svg'],
    ['the web', 'https://kafka.apache.org/?a=1&b=2', 'https://kafka.apache.org/?a=1&amp;b=2'],
  ])('to %s lead to its page', async (_, link, address) => {
    expect(await read(`[there](${link})\n`)).toContain(`<a href="${address}"`)
  })
  test('to a term say which it is, and that the page explains it when it does', async () => {
    expect(await read('[logs](../glossary.md#log)\n')).toContain('<a href="/glossary#log" data-term="log">logs</a>')
    expect(await read('[logs](../glossary.md#log)\n', { explained: new Set(['log']) })).toContain(
      'aria-describedby="term-log"',
    )
  })
  test.each([
    '../../docker-compose.yml',
    '../../solutions/01-intro/hello.ts',
    '../99-none/lesson.md',
    '../../../../etc/passwd',
  ])('to %s, which has no page, are its name', async (link) => {
    const html = await read(`[that file](${link})\n`)
    expect(html).toContain('>that file</code>')
    expect(html).not.toContain('<a ')
  })
})

test('HTML and scripts in a text are text', async () => {
  const hostile = [
    '<script>alert(1)</script>',
    '<img src=x onerror=alert(1)>',
    'a <b onclick="alert(1)">b</b>',
    '[a](javascript:alert(1)) [b](JaVaScRiPt&colon;alert(1)) [c](data:text/html,x) [d](<java\tscript:alert(1)>)',
    '<javascript:alert(1)>',
    '![x" onerror="alert(1)](log.svg)',
    '![x](javascript:alert(1))',
    '[a](https://a.example "x\\" onmouseover=\\"alert(1)")',
    '## <svg onload=alert(1)>',
    '> **<i>Try</i>" onclick="x** it',
    '```"><script>alert(1)</script>\n</code></pre><script>alert(1)</script>\n```',
    '<details onclick=alert(1)>\n<summary><script>alert(1)</script></summary>\n\nx\n\n</details>',
    '<details>\n<summary>a</summary>\n\nnever closed',
    '<<< intro/"><script>alert(1)</script>#a',
    '[^<script>]: x',
  ].join('\n\n')
  const html = await read(hostile)
  const tags = [...html.matchAll(/<\/?([a-z0-9]+)/gi)].map(([, name]) => name)
  expect(tags).not.toContain('script')
  expect(tags).not.toContain('svg')
  expect(tags).not.toContain('i')
  expect(
    [...html.matchAll(/<[a-z][^>]*>/gi)].filter(([tag]) => / on\w+="?alert/.test(tag.replace(/"[^"]*"/g, '""'))),
  ).toEqual([])
  expect(html).not.toMatch(/(?:href|src)="\s*(?:javascript|data|vbscript)/i)
})
