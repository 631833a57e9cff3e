import { execa } from 'execa'
import { appendFileSync, mkdtempSync, readFileSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { Place } from '../e2e/harness/place.ts'

const ROOT = resolve(import.meta.dirname, '../../..')

function launch(args: readonly string[], env: NodeJS.ProcessEnv = {}, cwd = ROOT) {
  return execa(process.execPath, [join(ROOT, 'checker/launch.mjs'), ...args], {
    cwd,
    env,
    reject: false,
    timeout: 30_000,
  })
}

describe('a command that was called wrongly', () => {
  it.each([
    [['check', '03', '--part', 'x'], /whole number/],
    [['check', '03', '--part', '0'], /whole number/],
    [['check', '03', '--part', '9'], /has no part 9/],
    [['check', '03', '--tests', '../x.test.ts'], /no hidden tests[^]*producer\.test\.ts/],
    [['new-exercise', '14 topic'], /new-exercise 14-topic/],
    [['check', '03', '--seed', '1.5'], /whole number/],
    [['check', '03', '--seed', '-1'], /whole number|argument/],
    [['check', '03', '--from', 'nowhere'], /There is no folder nowhere/],
    [['check', '03', '--from', '.', '--solution'], /--solution/],
    [['check', 'simple-practise'], /Did you mean simple-practice\?/],
    [['check', '03', '--solutoin'], /unknown option '--solutoin'[^]*--solution/],
    [['check', '03', '--report', '.'], /cannot be written: it is a folder/],
    [['check', '03', '--report', ''], /cannot be written: it has no name/],
    [['check', '03', '--report', '-', '--junit', '-'], /standard output/],
    [['bench', '--runs', '0'], /whole number/],
    [['try', '03'], /missing required argument/],
    [['check', '03', '--junit', '/proc/no/way.xml'], /cannot be written/],
    [['try', '03', 'prod'], /producer\.ts/],
    [['try', '03', '../shop/index'], /has no program/],
    [['nope'], /unknown command/],
    [[], /Usage/],
  ])('is exit 2 and says what to do: %j', async (args, text) => {
    const { exitCode, stderr, stdout } = await launch(args)
    expect(stderr).toMatch(text)
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' })
  })

  it('shows control characters of its arguments instead of sending them to the terminal', async () => {
    const { stderr } = await launch(['check', '\u001b]0;x\u0007'])
    expect(stderr).not.toContain('\u001b')
    expect(stderr).toContain('\\x1b]0;x\\x07')
  })

  it('is stopped by the real npm when options come without --', async () => {
    const { exitCode, stderr } = await execa('npm', ['run', '-s', 'check', '03', '--part', '2'], {
      cwd: ROOT,
      reject: false,
    })
    expect({ exitCode, stderr }).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('-- --part N') as string,
    })
  })

  it('finds folders from where the user stands, not from where npm runs scripts', async () => {
    const { stderr } = await execa('npm', ['run', '-s', 'check', '03', '--', '--from', 'shop', '--part', '9'], {
      cwd: join(ROOT, 'exercises'),
      reject: false,
    })
    expect(stderr).toMatch(/has no part 9/)
    const absent = await execa('npm', ['run', '-s', 'check', '03', '--', '--from', 'exercises'], {
      cwd: join(ROOT, 'exercises'),
      reject: false,
    })
    expect(absent.stderr).toMatch(/There is no folder exercises/)
  })
})

it('makes its bundle anew, and keeps those in which other commands may still run', async () => {
  using place = new Place()
  const root = place.checkout()
  const bundles = () =>
    readdirSync(join(root, '.workshop/cache')).filter((name) => name.startsWith('checker-') && !name.endsWith('.json'))
  const help = () => execa(process.execPath, [join(root, 'checker/launch.mjs'), '--help'])
  await Promise.all(Array.from({ length: 5 }, help))
  expect(bundles()).toHaveLength(5)
  const hourAgo = new Date(Date.now() - 60 * 60 * 1_000)
  for (const name of bundles()) utimesSync(join(root, '.workshop/cache', name), hourAgo, hourAgo)
  appendFileSync(join(root, 'checker/src/commands/main.ts'), '// edited\n')
  await help()
  expect(bundles()).toHaveLength(4)
})

it('shows help and ends with 0', async () => {
  const { exitCode, stdout } = await launch(['check', '--help'])
  expect({ exitCode, stdout }).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('--solution') as string })
})

it('tells an old Node which version to get', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'old node '))
  try {
    const source = readFileSync(join(ROOT, 'checker/launch.mjs'), 'utf8')
    writeFileSync(join(folder, 'launch.mjs'), source.replace("'../package.json'", "'./package.json'"))
    writeFileSync(join(folder, 'package.json'), JSON.stringify({ engines: { node: '>=99.1' } }))
    const { exitCode, stderr } = await execa(process.execPath, [join(folder, 'launch.mjs')], { reject: false })
    expect({ exitCode, stderr }).toMatchObject({
      exitCode: 3,
      stderr: expect.stringContaining('Node 99.1 or newer') as string,
    })
  } finally {
    rmSync(folder, { recursive: true })
  }
})
