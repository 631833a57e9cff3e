import { Value } from '@sinclair/typebox/value'
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import stringWidth from 'string-width'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ProgressReport } from '../../src/learner/progress/report-schema.ts'
import { type Progress, parseProgress } from '../../src/learner/progress/state.ts'
import { Command, type CommandOptions, run } from './harness/command.ts'
import { Mounts, cannotMount } from './harness/mounts.ts'
import { Place, ROOT } from './harness/place.ts'

/** Nothing here needs a broker, and whoever asks for one gets none. */
const NO_BROKER = { WORKSHOP_BROKER: '127.0.0.1:1' }
const FORGOTTEN = 'checker/hidden/01-intro/wrong/forgotten-await/handle-not-awaited/queue-worker.ts'
const place = new Place()
afterAll(() => place[Symbol.dispose]())

/** A command in a checkout, with a cache of the test's own. */
function at(root: string, args: readonly string[], options: CommandOptions = {}) {
  return run(args, {
    root,
    ...options,
    env: { ...NO_BROKER, XDG_CACHE_HOME: join(place.dir, 'cache'), ...options.env },
  })
}

const worker = (root: string) => join(root, 'exercises/01-intro/queue-worker.ts')
const take = (root: string, from: string) => copyFileSync(join(ROOT, from), worker(root))
const progressOf = (root: string) => {
  const parsed = parseProgress(readFileSync(join(root, '.workshop/progress.json'), 'utf8'))
  if (parsed.kind !== 'progress') throw new Error(parsed.why)
  return parsed.progress
}
const gradings = (root: string) => progressOf(root).exercises['intro']?.gradings ?? []

describe('who checks for the first time', () => {
  let root: string
  beforeAll(() => {
    root = place.checkout('first')
  })

  test('is greeted, told how it goes, and shown lesson 1; nothing is graded, and no broker is asked for', async () => {
    const { exitCode, stdout, stderr } = await at(root, ['check'])
    expect({ exitCode, stderr }).toEqual({ exitCode: 1, stderr: '' })
    expect(stdout).toContain('Welcome to the Kafka workshop.')
    for (const step of [
      'lessons/01-intro/lesson.md',
      'exercises/01-intro/hello-kafka.ts',
      'npm run check 01',
      'npm run hint',
    ])
      expect(stdout).toContain(step)
    expect(existsSync(join(root, '.workshop/runs'))).toBe(false)
  })

  test('is graded as ever when they name an exercise, ask for a report, or have begun one', async () => {
    const named = await at(root, ['check', '01', '--part', '2'])
    expect(named).toMatchObject({ exitCode: 1, stdout: expect.stringContaining('Not started yet') as string })
    rmSync(join(root, '.workshop/progress.json'))
    const reported = await at(root, ['check', '--report', '-'])
    expect(reported).toMatchObject({ exitCode: 3, stdout: '' })
    take(root, FORGOTTEN)
    const begun = await at(root, ['check'])
    expect(begun).toMatchObject({ exitCode: 3, stdout: '' })
  })
})

describe('from the first attempt to the solution', () => {
  let root: string
  beforeAll(() => {
    root = place.checkout('learner')
  })

  test('nothing is recorded of a solution, of a folder, or of what could not be graded', async () => {
    await at(root, ['check', '01', '--part', '2', '--solution'])
    await at(root, ['check', '01', '--part', '2', '--from', join(ROOT, 'solutions/01-intro')])
    await at(root, ['check', '01', '--part', '1'])
    expect(existsSync(join(root, '.workshop/progress.json'))).toBe(false)
  })

  test('an attempt is recorded, with the belief that it showed', async () => {
    take(root, FORGOTTEN)
    const checked = await at(root, ['check', '01', '--part', '2'])
    expect(checked).toMatchObject({ exitCode: 1, stderr: '' })
    expect(gradings(root)).toMatchObject([
      { parts: [{ part: 2, status: 'failed' }], failed: [{ belief: 'forgotten-await' }] },
    ])
    const { exitCode, stdout } = await at(root, ['progress'])
    expect(exitCode).toBe(0)
    expect(stdout).toMatch(/– 01 Why a queue/)
    expect(stdout).toContain('1 attempt')
    expect(stdout).toContain('Beliefs: 1 met, 0 overcome')
    expect(stdout).toContain('npm run check 01 -- --part 1')
  })

  test('hints follow each other, first those for that belief; --again and --all show what was seen', async () => {
    const first = await at(root, ['hint'])
    expect(first).toMatchObject({ exitCode: 0, stderr: '' })
    expect(first.stdout).toMatch(/01 Part 2: .*\n\n “.*”\n Hint 1 of 2/)
    const again = await at(root, ['hint', '--again'])
    expect(again.stdout).toContain('Hint 1 of 2')
    expect((await at(root, ['hint', '01'])).stdout).toContain('Hint 2 of 2')
    expect((await at(root, ['hint', '01'])).stdout).toContain('Hint 1 of 4')
    const all = await at(root, ['hint', '01', '--all'])
    expect(all.stdout.match(/Hint \d of \d/g)).toEqual(['Hint 1 of 2', 'Hint 2 of 2', 'Hint 1 of 4'])
    for (let n = 0; n < 2; n += 1) await at(root, ['hint', '01'])
    const last = await at(root, ['hint', '01'])
    expect(last.stdout).toContain('That is the last hint.')
    expect(last.stdout).toContain('npm run solution 01 -- --anyway')
    expect((await at(root, ['hint', '01', '--part', '3'])).stdout).toMatch(/Part 3: [^]*Hint 1 of 4/)
  })

  test('the solution stays closed before a pass, and --anyway opens it and is remembered', async () => {
    const closed = await at(root, ['solution', '01', '--program', 'queue-worker'])
    expect(closed).toMatchObject({ exitCode: 1, stdout: '' })
    expect(closed.stderr).toContain('opens when part 2 is passed')
    const opened = await at(root, ['solution', '01', '--program', 'queue-worker.ts', '--anyway'])
    expect(opened.exitCode).toBe(0)
    expect(opened.stdout).toMatch(/^ \+ .*Last\. Had we told the queue first/m)
    expect(opened.stdout).not.toMatch(/#region/)
    const wide = opened.stdout.split('\n').filter((line) => stringWidth(line) > 80)
    expect(wide).toEqual([])
    expect(Object.keys(progressOf(root).exercises['intro']?.solutions ?? {})).toEqual(['2'])
    expect((await at(root, ['progress'])).stdout).toContain('solution seen before it passed: part 2')
  })

  test('with a pass the belief is overcome, and the solution is open', async () => {
    take(root, 'checker/hidden/01-intro/right/promise-chains/queue-worker.ts')
    expect((await at(root, ['check', '01', '--part', '2'])).exitCode).toBe(0)
    const report = await at(root, ['progress', '--report', '-'])
    const data: unknown = JSON.parse(report.stdout)
    expect([...Value.Errors(ProgressReport, data)]).toEqual([])
    expect(data).toMatchObject({
      exercises: [
        {
          exercise: 'intro',
          attempts: 2,
          beliefs: [{ belief: 'forgotten-await' }],
          parts: [{}, { status: 'passed' }, {}],
        },
        {},
        {},
        {},
        {},
      ],
    })
    expect(report.stderr).toContain('1 met, 1 overcome')
    const plain = await at(root, ['solution', '01', '--plain'])
    expect(plain.exitCode).toBe(0)
    expect(plain.stdout).toContain('solutions/01-intro/queue-worker.ts')
    expect(plain.stderr).toContain('The solution of hello-kafka.ts opens when part 1 is passed.')
    take(root, 'solutions/01-intro/queue-worker.ts')
    const own = readFileSync(worker(root), 'utf8').replace(/^\/\/ #.*\n/gm, '')
    writeFileSync(worker(root), own)
    expect((await at(root, ['solution', '01', '--program', 'queue-worker'])).stdout).toContain('yours is the solution')
    rmSync(worker(root))
    expect((await at(root, ['solution', '01', '--program', 'queue-worker'])).stdout).toContain(
      'You have no queue-worker.ts',
    )
  })

  test('all of it goes to another checkout, and back, and nothing is lost or there twice', async () => {
    const file = join(place.dir, 'mine.json')
    await at(root, ['progress', '--export', file])
    const other = place.checkout('other')
    writeFileSync(join(other, 'exercises/01-intro/queue-worker.ts'), readFileSync(join(ROOT, FORGOTTEN)))
    await at(other, ['check', '01', '--part', '2'])
    for (const added of [2, 0]) {
      const { exitCode, stderr } = await at(other, ['progress', '--import', file])
      expect({ exitCode, stderr }).toMatchObject({
        exitCode: 0,
        stderr: expect.stringContaining(`: ${added} of 2 checks were new`) as string,
      })
    }
    expect(gradings(other)).toHaveLength(3)
    expect(gradings(root)).toHaveLength(2)
  })
})

describe('a reset', () => {
  let root: string
  beforeAll(() => {
    root = place.checkout('reset')
  })
  const folder = () => join(root, 'exercises/01-intro')
  const stub = () => readFileSync(join(ROOT, 'checker/given/exercises/01-intro/queue-worker.ts'), 'utf8')
  const backups = () => {
    const dir = join(root, '.workshop/backups')
    return existsSync(dir) ? readdirSync(dir).map((name) => join(dir, name)) : []
  }

  test('needs somebody to ask, or --yes', async () => {
    writeFileSync(worker(root), 'mine')
    const { exitCode, stderr } = await at(root, ['reset', '01'])
    expect(exitCode).toBe(2)
    expect(stderr).toContain('npm run reset 01 -- --yes')
    expect(readFileSync(worker(root), 'utf8')).toBe('mine')
    expect(backups()).toEqual([])
  })

  test('puts the stub back after a backup, and touches nothing else', async () => {
    writeFileSync(join(folder(), 'notes.ts'), 'my notes')
    writeFileSync(join(folder(), 'log-worker.ts'), 'mine too')
    const { exitCode, stdout } = await at(root, ['reset', '01', '--part', '2', '--yes'])
    expect(exitCode).toBe(0)
    const [backup = ''] = backups()
    expect(stdout).toContain(`What was there is kept in ${backup.slice(root.length + 1)}`)
    expect(readFileSync(join(backup, 'queue-worker.ts'), 'utf8')).toBe('mine')
    expect(readdirSync(backup)).toEqual(['queue-worker.ts'])
    expect(readFileSync(worker(root), 'utf8')).toBe(stub())
    expect(readFileSync(join(folder(), 'log-worker.ts'), 'utf8')).toBe('mine too')
    expect(readFileSync(join(folder(), 'notes.ts'), 'utf8')).toBe('my notes')
    const again = await at(root, ['reset', '01', '--program', 'queue-worker', '--yes'])
    expect(again).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('is its stub already') as string })
    expect(backups()).toHaveLength(1)
  })

  test('brings a file back that is gone', async () => {
    rmSync(worker(root))
    expect((await at(root, ['reset', '01', '--part', '2', '--yes'])).exitCode).toBe(0)
    expect(readFileSync(worker(root), 'utf8')).toBe(stub())
  })

  test('replaces a link, and leaves what it led to as it was', async () => {
    const elsewhere = join(place.dir, 'elsewhere.ts')
    writeFileSync(elsewhere, 'linked')
    rmSync(worker(root))
    symlinkSync(elsewhere, worker(root))
    const { exitCode, stdout } = await at(root, ['reset', '01', '--part', '2', '--yes'])
    expect(exitCode).toBe(0)
    expect(stdout).toContain('It was a link; what it led to is as it was.')
    expect(readFileSync(elsewhere, 'utf8')).toBe('linked')
    expect(readFileSync(worker(root), 'utf8')).toBe(stub())
  })

  test.each([
    [
      'a file that is read-only',
      () => chmodSync(worker(root), 0o444),
      /chmod u\+rw exercises\/01-intro\/queue-worker\.ts/,
    ],
    [
      'a folder in its place',
      () => {
        rmSync(worker(root))
        mkdirSync(worker(root))
      },
      /queue-worker\.ts is no file/,
    ],
  ])('refuses %s, and changes nothing', async (_, prepare, text) => {
    const before = backups().length
    writeFileSync(worker(root), 'protected')
    prepare()
    const { exitCode, stderr } = await at(root, ['reset', '01', '--yes'])
    expect(exitCode).toBe(2)
    expect(stderr).toMatch(text)
    expect(readFileSync(join(folder(), 'log-worker.ts'), 'utf8')).toBe('mine too')
    expect(backups()).toHaveLength(before)
    rmSync(worker(root), { recursive: true })
  })

  test.each([
    ['y', 0, true],
    ['', 1, false],
  ])('asks on a terminal, and the answer %j counts', async (answer, exitCode, done) => {
    writeFileSync(worker(root), 'asked')
    await using command = new Command(['reset', '01', '--part', '2'], { root, columns: 80 })
    await command.until(() => command.output.includes('[y/N]'), 'the question')
    command.type(answer)
    expect((await command.ended).exitCode).toBe(exitCode)
    expect(readFileSync(worker(root), 'utf8') === stub()).toBe(done)
  })
})

describe('progress that cannot be used', () => {
  test.each([
    ['newer', '{"version":9,"exercises":{}}'],
    ['broken', 'no json'],
  ])('because it is %s is kept under a name that is told, and changes no verdict', async (kind, text) => {
    using other = new Place()
    const root = other.checkout()
    mkdirSync(join(root, '.workshop'))
    writeFileSync(join(root, '.workshop/progress.json'), text)
    take(root, 'solutions/01-intro/queue-worker.ts')
    expect((await at(root, ['progress'])).stderr).toContain('is not used')
    const { exitCode, stderr } = await at(root, ['check', '01', '--part', '2'])
    expect(exitCode).toBe(0)
    const kept = /It is kept as (\S+\.json)\./.exec(stderr)?.[1] ?? ''
    expect(kept).toContain(`progress-${kind}-`)
    expect(readFileSync(kept, 'utf8')).toBe(text)
    expect(gradings(root)).toHaveLength(1)
  })

  test.skipIf(cannotMount)('because nothing can be written is one line of note', async () => {
    using other = new Place()
    using mounts = new Mounts()
    const root = other.checkout()
    take(root, 'solutions/01-intro/queue-worker.ts')
    const env = { XDG_CACHE_HOME: other.folder('cache') }
    await at(root, ['progress'], { env })
    mounts.readOnly(root)
    expect((await at(root, ['check', '01', '--part', '2'], { env })).exitCode).toBe(0)
    expect((await at(root, ['progress'], { env })).stdout).toContain('1 attempt')
    mounts.readOnly(env.XDG_CACHE_HOME)
    const hint = await at(root, ['hint', '01'], { env })
    expect(hint).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('Hint 1 of 4') as string })
    expect(hint.stderr).toMatch(/^Note: Your progress could not be kept: .*\n$/)
    const reset = await at(root, ['reset', '01', '--part', '2', '--yes'], { env })
    expect(reset).toMatchObject({ exitCode: 3, stderr: expect.stringContaining('nothing was changed') as string })
  })

  test('because it is no progress is not imported, and what is here stays', async () => {
    using other = new Place()
    const root = other.checkout()
    const files = other.folder('files', { 'garbage.json': '{', 'newer.json': '{"version":9,"exercises":{}}' })
    for (const [name, text] of [
      ['garbage.json', /can't be imported: it is no JSON/],
      ['newer.json', /version 9[^]*Get the newer workshop/],
      ['nowhere.json', /can't be read/],
    ] as const) {
      const { exitCode, stderr } = await at(root, ['progress', '--import', join(files, name)])
      expect({ exitCode, stderr }).toEqual({ exitCode: 2, stderr: expect.stringMatching(text) as string })
    }
    expect(existsSync(join(root, '.workshop/progress.json'))).toBe(false)
  })
})

test('what a record says reaches the terminal only as text', async () => {
  using other = new Place()
  const root = other.checkout()
  const evil = '\u001b]0;x\u0007\u202e'
  const progress: Progress = {
    version: 1,
    exercises: {
      intro: {
        gradings: [
          {
            id: 'a',
            at: '2026-01-05T09:00:00.000Z',
            seed: 1,
            parts: [{ part: 2, status: 'failed', points: 0, maxPoints: 5, passed: [evil] }],
            failed: [{ test: evil, part: 2, belief: evil, lesson: evil }],
          },
        ],
        hints: { 'part:2': 3 },
        solutions: {},
      },
      [evil]: { gradings: [], hints: {}, solutions: {} },
    },
  }
  const file = join(other.folder('files', { 'x.json': JSON.stringify(progress) }), 'x.json')
  writeFileSync(worker(root), `// ${evil}\n`)
  const said = [
    await at(root, ['progress', '--import', file]),
    await at(root, ['hint', '01']),
    await at(root, ['solution', '01', '--anyway', '--program', 'queue-worker']),
  ]
  for (const { exitCode, stdout, stderr } of said) {
    expect(exitCode).toBe(0)
    // eslint-disable-next-line no-control-regex
    expect(stdout + stderr).not.toMatch(/[\u001b\u0007\u202e]/)
    expect(stdout).toContain('\\x1b]0;x\\x07')
  }
})

describe('is refused with exit 2 and what to do:', () => {
  test.each([
    [['hint', '99'], /The exercises are/],
    [['hint', '01', '--part', '9'], /no part 9[^]*1 to 3/],
    [['hint', '01', '--again', '--all'], /exclude each other/],
    [['reset'], /missing required argument/],
    [['reset', 'introo', '--yes'], /Did you mean/],
    [['reset', '01', '--part', '9', '--yes'], /no part 9/],
    [['reset', '04', '--program', 'wroker', '--yes'], /worker\.ts \(parts 1, 2 and 3\), audit\.ts \(part 4\)/],
    [['reset', '04', '--program', '../shop/index', '--yes'], /has no program/],
    [['solution', '04', '--program', 'nope'], /has no program "nope"/],
    [['solution', '99'], /The exercises are/],
    [['progress', '--report', '-', '--export', '-'], /cannot both/],
    [['progress', '--report', '/proc/no/way.json'], /cannot be written/],
    [['progress', '--import', '.'], /can't be read/],
  ])('%j', async (args, text) => {
    const { exitCode, stdout, stderr } = await at(ROOT, args)
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' })
    expect(stderr).toMatch(text)
  })

  test('options that npm kept for itself, also those that it knows', async () => {
    for (const [args, option] of [
      [['reset', '01', '--yes'], '--yes'],
      [['hint', '01', '--all'], '--all'],
      [['solution', '01', '--plain'], '--plain'],
    ] as const) {
      const { exitCode, stderr } = await at(ROOT, args, { npm: true })
      expect({ exitCode, stderr }).toMatchObject({
        exitCode: 2,
        stderr: expect.stringContaining(`-- ${option}`) as string,
      })
    }
  })
})
