import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { run } from './harness/command.ts'
import { Place, ROOT } from './harness/place.ts'

const PICTURES = 'docs/pictures'

/** The words on a picture, without durations (a long one breaks its line elsewhere) and without what this machine has. */
function wordsOn(root: string, file: string): string[] {
  const svg = readFileSync(join(root, PICTURES, file), 'utf8')
  const texts = [...svg.matchAll(/>([^<]*)<\/text>/g)].map(([, text = '']) =>
    text.replace(/\d+(?:\.\d+)? m?s\b/, '').replace(/Kafka 3.*/, ''),
  )
  return texts.join(' ').split(/\s+/)
}

test('the pictures in README show what checks say today: if not, npm run pictures takes them anew', async () => {
  using place = new Place()
  const root = place.checkout()
  const { exitCode, stdout, stderr, leftovers } = await run(['pictures'], { root })
  expect({ exitCode, stderr, leftovers }).toEqual({ exitCode: 0, stderr: '', leftovers: [] })
  // The others are pictures of the site.
  const files = readdirSync(join(ROOT, PICTURES)).filter((file) => file.endsWith('.svg'))
  expect(stdout.trim().split('\n')).toEqual(files.map((file) => `${PICTURES}/${file}`))
  for (const file of files) expect(wordsOn(root, file)).toEqual(wordsOn(ROOT, file))
})
