import { describe, expect, test, vi } from 'vitest'
import { catalog } from '#checker'
import { reading } from '../../server/reading/routes.ts'
import { siteOf, smallWorkshop } from '../harness/small-workshop.ts'
import { ROOT } from '../harness/site.ts'

// The desk needs the bundle of a checker that runs; it has tests of its own.
vi.mock('../../server/desk/panel.ts', () => ({ DESK: { styles: [], modules: [] }, deskPanel: () => '' }))

const app = reading(siteOf(ROOT))
const { exercises } = catalog(ROOT)

async function pageAt(address: string, of = app): Promise<string> {
  const response = await of.request(address)
  expect(response.status, address).toBe(200)
  return response.text()
}

describe('the pages of this workshop', () => {
  const addresses = ['/', '/glossary', ...exercises.map(({ slug }) => `/lessons/${slug}`)]

  test('lead nowhere else than to each other, to sections that are there', async () => {
    const pages = new Map(await Promise.all(addresses.map(async (one) => [one, await pageAt(one)] as const)))
    const dead = [...pages].flatMap(([address, html]) =>
      [...html.matchAll(/ href="([^":]*)"/g)].flatMap(([, link = '']) => {
        const [path = '', anchor] = link.split('#')
        if (/^\/(?:assets|present|live)\b|\.svg$/.test(path)) return []
        const target = pages.get(path === '' ? address : path)
        return target?.includes(anchor === undefined ? '' : ` id="${decodeURIComponent(anchor)}"`) === true
          ? []
          : [`${address}: ${link}`]
      }),
    )
    expect(dead).toEqual([])
  })
  test.each(addresses)('%s lacks nothing, has no style attribute and no id twice', async (address) => {
    const html = await pageAt(address)
    expect(html).not.toContain('class="broken"')
    expect(html).not.toMatch(/<[^>]* style=/)
    const ids = [...html.matchAll(/ id="([^"]*)"/g)].map(([, id]) => id)
    expect(ids.filter((id, at) => ids.indexOf(id) !== at)).toEqual([])
    for (const [, described = ''] of html.matchAll(/aria-describedby="([^"]*)"/g)) expect(ids).toContain(described)
  })
  test('the pictures of a lesson are there, and may run and load nothing', async () => {
    for (const { slug } of exercises) {
      const sources = [...(await pageAt(`/lessons/${slug}`)).matchAll(/<img src="([^"]+)"/g)].map(
        ([, one]) => one ?? '',
      )
      expect(sources.length).toBeGreaterThan(0)
      for (const source of sources) {
        const response = await app.request(source)
        expect(response.headers.get('content-type')).toBe('image/svg+xml')
        expect(response.headers.get('content-security-policy')).toContain("default-src 'none'")
      }
    }
  })
})

test.each([
  '/lessons/nothing',
  '/lessons/intro/none.svg',
  '/lessons/intro/lesson.md',
  '/lessons/intro/..%2f..%2fpackage.json.svg',
  '/lessons/vocabulary/predictions/none',
  '/lessons/vocabulary/predictions/constructor',
  '/lessons/intro/predictions/leftInTopic',
])('%s is not there', async (address) => {
  expect((await app.request(address)).status).toBe(404)
})

test('an edit of a lesson shows when its page is asked for again', async () => {
  using workshop = smallWorkshop()
  const small = reading(siteOf(workshop.root))
  expect(await pageAt('/lessons/intro', small)).toContain('takes nothing back')
  workshop.write('lessons/01-intro/lesson.md', '# Why a queue\n\nIt is new.\n\n<<< intro/hello.ts#later\n')
  expect(await pageAt('/lessons/intro', small)).toContain('has no region later')
  workshop.write('solutions/01-intro/hello.ts', '// #region later\nconst later = 1\n// #endregion\n')
  expect(await pageAt('/lessons/intro', small)).not.toContain('has no region later')
})

test('names in a lesson are escaped wherever they stand', async () => {
  const title = '<script>alert(1)</script> & "more"'
  using workshop = smallWorkshop({
    'lessons/01-intro/lesson.md': `# ${title}\n\n## ${title}\n\nText.\n`,
    'exercises/01-intro/README.md': `# ${title}\n\n${title}\n\n## Part 1: ${title}\n\nWrite it.\n`,
    'lessons/glossary.md': `# Glossary\n\n## ${title}\n\nA ${title}\n`,
  })
  const small = reading(siteOf(workshop.root))
  for (const address of ['/', '/lessons/intro', '/glossary', '/search?q=alert']) {
    const html = await pageAt(address, small)
    expect(html).toContain('&lt;script&gt;')
    expect(html).not.toContain('<script>')
  }
})
