import { cpSync, mkdirSync, readFileSync, renameSync, rmSync, unlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Cluster } from '../../src/protocol/index.ts'
import { Command, run } from './harness/command.ts'
import { Place } from './harness/place.ts'
import { OF_BROKER, Screen, ifNoTmux, noTmux } from './harness/screen.ts'
import { User } from './harness/user.ts'

/** A checkout of its own: it is edited here. */
const place = new Place()
let root: string
let folder: string
let solution: string

beforeAll(() => {
  root = place.checkout()
  folder = join(root, 'exercises/03-simple-practice')
  solution = readFileSync(join(root, 'solutions/03-simple-practice/producer.ts'), 'utf8')
  cpSync(folder, join(place.dir, 'stubs'), { recursive: true })
})
afterAll(() => place[Symbol.dispose]())

const BROKEN = 'const = 1\n'
/** Never ends, and has a child that has left its group. */
const LINGERS = `import { spawn } from 'node:child_process'
spawn('sleep', ['600'], { detached: true, stdio: 'ignore' })
setInterval(() => undefined, 1_000)
`

/** As vim and VS Code do: what is new comes in the place of what was there. */
function saveByRename(text: string, file = 'producer.ts'): void {
  const draft = join(folder, `.${file}.draft`)
  writeFileSync(draft, text)
  renameSync(draft, join(folder, file))
}

function open(options: { columns?: number; rows?: number; env?: NodeJS.ProcessEnv } = {}): Screen {
  rmSync(folder, { recursive: true })
  cpSync(join(place.dir, 'stubs'), folder, { recursive: true })
  return new Screen({ cwd: root, ...options })
}

/** Watches exercise 03, and waits until the stub has been graded. */
async function watching(screen: Screen, options = ''): Promise<void> {
  screen.run(`npm run -s watch 03 ${options}; echo "ended: $?"`)
  await screen.until(/Not started yet/)
}

async function quit(screen: Screen): Promise<void> {
  screen.press('q')
  await screen.until(/^ended: 0/m)
}

/** What lies on the broker of a user alone. */
async function namesOn(user: User): Promise<string[]> {
  const { stdout } = await run(['broker', 'status'], { env: user.env })
  const [, bootstrap = ''] = / at (\S+:\d+)/.exec(stdout) ?? []
  await using cluster = await Cluster.connect(bootstrap)
  return [...(await cluster.topics()), ...(await cluster.listGroups())].filter((name) => name.startsWith('kw-'))
}

describe.skipIf(noTmux !== undefined)(`npm run watch${ifNoTmux}`, () => {
  test('grades what a save touches, whichever way an editor saves', async () => {
    await using screen = open()
    await watching(screen)
    saveByRename(solution)
    expect(await screen.until(/15 of 30 points/)).toMatch(/1 ✔ {2}2 ○ {2}3 ○/)
    writeFileSync(join(folder, 'producer.ts'), BROKEN)
    expect(await screen.until(/0 of 30 points/)).toContain('producer.ts:1:7')
    saveByRename(solution.replace('    key: purchase.shop,\n', ''))
    expect(await screen.until(/A record needs no key/)).toMatch(/1 ✘ {2}2 ○ {2}3 ○/)
    screen.press('e')
    expect(await screen.until(/part 1: a file/)).toContain('keys each record by its shop')
    screen.press('Enter')
    await screen.until((text) => !text.includes('part 1: a file'))
    renameSync(join(folder, 'producer.ts'), join(folder, 'producer-old.ts'))
    await screen.until(/there is no producer\.ts/)
    renameSync(join(folder, 'producer-old.ts'), join(folder, 'producer.ts'))
    await screen.until(/A record needs no key/)
    unlinkSync(join(folder, 'producer.ts'))
    await screen.until(/there is no producer\.ts/)
    rmSync(folder, { recursive: true })
    mkdirSync(folder)
    for (const file of ['producer.ts', 'consumer.ts'])
      writeFileSync(join(folder, file), readFileSync(join(root, 'solutions/03-simple-practice', file)))
    const passed = await screen.until(/Passed: 30 of 30 points/)
    expect(passed).toMatch(/n goes on to 04/)
    screen.press('q')
    expect(await screen.until(/^ended: 0/m)).toMatch(/03-simple-practice: ✔ Passed: 30 of 30 points/)
    expect(screen.isShells).toBe(true)
  })

  test('a save in the middle of a grading begins anew, and nothing is left of the first', async () => {
    using own = new Place()
    await using user = new User(own)
    await using screen = open({ env: { ...user.env } })
    await watching(screen)
    const isUnderWay = () => screen.processes().filter(({ text }) => text.startsWith('sleep 600')).length >= 2
    for (let round = 0; round < 3; round += 1) {
      saveByRename(`${LINGERS}// ${round}\n`)
      await screen.until(isUnderWay)
    }
    for (let save = 0; save < 40; save += 1) writeFileSync(join(folder, 'producer.ts'), `${solution}// ${save}\n`)
    await screen.until(/15 of 30 points/)
    expect(screen.processes().filter(({ text }) => text.includes('WORKSHOP_PROCESS='))).toEqual([])
    await quit(screen)
    await screen.until(() => screen.processes().every(({ text }) => OF_BROKER.test(text)))
    expect(await namesOn(user)).toEqual([])
  })

  test('shows all that there is on terminals of any size, and keeps the place', async () => {
    await using screen = open()
    await watching(screen)
    saveByRename(solution.replace('    key: purchase.shop,\n', ''))
    await screen.until(/1-\d+ of \d+/)
    screen.press('Down', 'Down', 'Down')
    await screen.until(/ 4-\d+ of \d+/)
    saveByRename(solution.replace('    key: purchase.shop,\n', '// no key'))
    await screen.until(/Grading part 1/)
    await screen.until(/Not yet.* 4-\d+ of \d+/)
    for (const [columns, rows] of [
      [40, 10],
      [20, 5],
      [160, 50],
    ] as const) {
      screen.resize(columns, rows)
      await screen.until(() => screen.rows.filter(Boolean).every((row) => row.length <= columns))
      await screen.until((text) => /^ ?03 .*1 ✘/.test(text) && screen.rows[rows - 1]?.trim().startsWith('n') === true)
    }
    screen.press('End')
    await screen.until(/Then: {2}delete the call/)
    screen.press('C-c')
    await screen.until(/^ended: 130/m)
    expect(screen.isShells).toBe(true)
  })

  test('goes to the next exercise and back, and lists them', async () => {
    await using screen = open()
    await watching(screen)
    screen.press('l')
    await screen.until(/> . 03 {2}A producer and a consumer/)
    screen.press('Escape')
    await screen.until(/Not started yet/)
    screen.press('n')
    await screen.until(/^ 04 Consumer groups[^]*Not started yet/)
    screen.press('p', 'p')
    await screen.until(/^ 02 /)
    screen.press('p', 'p', 'p')
    await screen.until(/This is the first exercise/)
    await quit(screen)
  })

  test('with --auto goes on when an exercise has passed by a save', async () => {
    await using screen = open()
    await watching(screen, '-- --auto')
    saveByRename(solution)
    saveByRename(readFileSync(join(root, 'solutions/03-simple-practice/consumer.ts'), 'utf8'), 'consumer.ts')
    expect(await screen.until(/^ 04 /)).toContain('03-simple-practice has passed. On to 04-consumer-groups.')
    await quit(screen)
  })

  test('stops by Ctrl-Z and goes on by fg', async () => {
    await using screen = open()
    await watching(screen)
    screen.press('C-z')
    await screen.until(/Stopped/)
    expect(screen.isShells).toBe(true)
    saveByRename(solution)
    screen.run('fg')
    await screen.until(/15 of 30 points/)
    screen.press('q')
    await screen.until(/03-simple-practice: .*15 of 30 points.*\n\$/)
    expect(screen.isShells).toBe(true)
  })

  test.each([
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ] as const)('gives the terminal back at %s', async (signal, code) => {
    await using screen = open()
    await watching(screen)
    process.kill(screen.watcher, signal)
    await screen.until(new RegExp(`^ended: ${code}`, 'm'))
    expect(screen.isShells).toBe(true)
    screen.run('echo can be "typed here"')
    await screen.until(/\$ echo can be "typed here"\ncan be typed here/)
  })

  test('gives the terminal back when it breaks, and says why', async () => {
    await using screen = open()
    const breaks = join(place.dir, 'breaks.mjs')
    writeFileSync(breaks, "process.on('SIGUSR2', () => { throw new Error('broken by a test') })\n")
    screen.run(`node --import ${breaks} checker/launch.mjs watch 03; echo "ended: $?"`)
    await screen.until(/Not started yet/)
    process.kill(screen.processes().find(({ text }) => text.includes('launch.mjs watch'))!.pid, 'SIGUSR2')
    expect(await screen.until(/^ended: 70/m)).toContain('broken by a test')
    expect(screen.isShells).toBe(true)
  })

  test('says that its broker has ended, and takes another', async () => {
    using own = new Place()
    await using user = new User(own)
    await using screen = open({ env: { ...user.env } })
    await watching(screen)
    process.kill(user.jvm('kafka'), 'SIGKILL')
    await screen.until(/There is one again/)
    saveByRename(solution)
    await screen.until(/15 of 30 points/)
    await quit(screen)
  })

  test('grades what needs no broker where there is none, and says what is lacking', async () => {
    await using screen = open({ env: { WORKSHOP_BROKER: '127.0.0.1:1' } })
    screen.run('npm run -s watch 01; echo "ended: $?"')
    expect(await screen.until(/1 \? {2}2 ○ {2}3 ○/)).toContain('127.0.0.1:1')
    await quit(screen)
  })

  test('30 saves leave nothing: no process, topic or group, and no more memory than 10', async () => {
    using own = new Place()
    await using user = new User(own)
    await using screen = open({ env: { ...user.env } })
    await watching(screen)
    const residentAfter = async (from: number, to: number) => {
      for (let save = from; save < to; save += 1) {
        saveByRename(save % 2 === 0 ? BROKEN : `${solution}// ${save}\n`)
        await screen.until(save % 2 === 0 ? /0 of 30 points/ : /15 of 30 points/)
      }
      return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${screen.watcher}/status`, 'utf8'))?.[1]) / 1024
    }
    const first = await residentAfter(0, 10)
    const last = await residentAfter(10, 30)
    expect(last - first).toBeLessThan(40)
    const programs = screen.processes().filter(({ text }) => text.includes('WORKSHOP_PROCESS='))
    expect(programs).toEqual([])
    await quit(screen)
    expect(await namesOn(user)).toEqual([])
  })
})

test.each([['pipes'], ['a dumb terminal']])('where there is no terminal for it, but %s, it says so', async (where) => {
  const dumb = where === 'pipes' ? {} : { columns: 80, env: { TERM: 'dumb' } }
  await using command = new Command(['watch', '03'], { root, ...dumb })
  const { exitCode } = await command.ended
  expect(command.output).toContain('watch needs a terminal')
  expect(exitCode).toBe(2)
})
