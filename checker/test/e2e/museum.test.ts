import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { run } from './harness/command.ts'
import { ROOT } from './harness/place.ts'

/** How many wrong programs lie in the trees. */
function wrongPrograms(): number {
  const hidden = join(ROOT, 'checker/hidden')
  const folders = readdirSync(hidden).flatMap((id) => {
    const wrong = join(hidden, id, 'wrong')
    return readdirSync(wrong).flatMap((belief) => readdirSync(join(wrong, belief)))
  })
  return folders.length
}

describe('npm run museum', () => {
  test('lists every wrong program with its belief, what its owner sees and the test that catches it', async () => {
    const { exitCode, stdout, stderr } = await run(['museum'], { env: { WORKSHOP_BROKER: 'nobody:1' } })
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' })
    expect(stdout).toContain(` ${wrongPrograms()} wrong programs, `)
    expect(stdout.match(/^ {7}✘ Part \d: /gm)).toHaveLength(wrongPrograms())
    expect(stdout).toMatch(
      /“A record needs no key” {2}no-key\n {5}left-out\n {7}saw \d+ of \d+ records have no key, [^]*?\n {7}✘ Part 1: keys each record by its shop/,
    )
  })

  test('shows what an exercise and a belief have in common', async () => {
    const { exitCode, stdout } = await run(['museum', '04', 'floating-promise'])
    expect({ exitCode, lines: stdout.match(/^ {5}\S+$/gm) }).toEqual({
      exitCode: 0,
      lines: ['     for-each-async', '     not-awaited'],
    })
  })

  test('shows one program with its difference to the solution and its finding', async () => {
    const { exitCode, stdout } = await run([
      'museum',
      'checker/hidden/04-consumer-groups/wrong/floating-promise/for-each-async',
    ])
    expect(exitCode).toBe(0)
    expect(stdout).toMatch(/^ - {5}await credit\(purchase\)$/m)
    expect(stdout).toMatch(/^ \+ {5}batch\.messages\.forEach\(async \(message\) => \{$/m)
    expect(stdout).toMatch(/│ The belief behind it +│\n │ “[^”]+” +│/)
    expect(stdout).toContain('lessons/04-consumer-groups/lesson.md#')
  })

  test('lists the tests that fail for different beliefs with --pairs', async () => {
    const { exitCode, stdout } = await run(['museum', '--', '--pairs'], { npm: true })
    expect(exitCode).toBe(0)
    const [, pairs, tests] = /(\d+) pairs of beliefs at (\d+) tests\.\n/.exec(stdout) ?? []
    expect(Number(pairs)).toBeGreaterThanOrEqual(10)
    expect(stdout.match(/^ \d\d Part \d: /gm)).toHaveLength(Number(tests))
  })

  test.each([
    [['no-kee'], 'No exercise, belief or wrong program has the name "no-kee".\nDid you mean no-key?'],
    [['02', 'no-key'], 'No wrong program is all of this: 02, no-key.\nName less, e.g. npm run museum 02'],
    [['\u001b[31m'], 'has the name "\\x1b[31m"'],
  ])('says what is wrong with %j', async (words, message) => {
    const { exitCode, stdout, stderr } = await run(['museum', ...words])
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' })
    expect(stderr).toContain(message)
  })

  test('says where the -- belongs when npm has kept an option', async () => {
    const { exitCode, stderr } = await run(['museum', '--pairs'], { npm: true })
    expect(exitCode).toBe(2)
    expect(stderr).toContain('Write: npm run museum -- --pairs')
  })
})
