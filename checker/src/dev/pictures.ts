import { execFile } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { copyCheckout } from './checkout.ts'
import { terminalSvg } from './pictures/svg.ts'
import { onTerminal, screenOf } from './pictures/terminal.ts'

const COLUMNS = 80
const COMMAND = ['npm', 'run', 'check', '03', '--', '--seed', '7']
/** Far above what a check takes, a first broker included. */
const LIMIT_MS = 120_000

interface Picture {
  readonly file: string
  readonly title: string
  /** The folder whose programs a learner has written, over the stubs. */
  readonly programs: string
  readonly exitCode: number
}

const PICTURES: readonly Picture[] = [
  {
    file: 'check-not-yet.svg',
    title: 'npm run check 03: a producer without keys does not pass, and is told why',
    programs: 'checker/hidden/03-simple-practice/wrong/no-key/left-out',
    exitCode: 1,
  },
  {
    file: 'check-passed.svg',
    title: 'npm run check 03: all three parts pass',
    programs: 'solutions/03-simple-practice',
    exitCode: 0,
  },
]

/**
 * Takes the README's pictures of the terminal anew, into the folder `to`: runs real checks on a pseudo-terminal, in a copy of the
 * checkout where a learner has written these programs. They differ from the last ones by durations alone, and by what was
 * changed. Gives back the files. Linux only, since script(1) is another elsewhere.
 */
export async function takePictures({
  root,
  to,
  env,
}: {
  root: string
  to: string
  env: NodeJS.ProcessEnv
}): Promise<string[]> {
  mkdirSync(to, { recursive: true })
  const files: string[] = []
  for (const picture of PICTURES) {
    const output = await outputOf(root, picture, env)
    const lines = await screenOf(`\u001b[2m$\u001b[22m ${COMMAND.join(' ')}\r\n${output}`, COLUMNS)
    const file = join(to, picture.file)
    writeFileSync(file, terminalSvg(lines, { title: picture.title, columns: COLUMNS }))
    files.push(file)
  }
  return files
}

async function outputOf(root: string, { programs, exitCode }: Picture, env: NodeJS.ProcessEnv): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'workshop-pictures-'))
  try {
    const checkout = join(folder, 'kafka-workshop')
    copyCheckout(root, checkout)
    cpSync(join(checkout, programs), join(checkout, 'exercises/03-simple-practice'), { recursive: true })
    const [file = '', ...args] = onTerminal(COMMAND, COLUMNS)
    return await new Promise<string>((resolve, reject) => {
      const options = { cwd: checkout, timeout: LIMIT_MS, env: { ...env, ...ENVIRONMENT } }
      execFile(file, args, options, (error, stdout) => {
        const code = error ? error.code : 0
        if (code === exitCode) resolve(stdout)
        else reject(new Error(`${COMMAND.join(' ')} ended with ${String(code)}, not ${exitCode}:\n${stdout}`))
      })
    })
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** A terminal with colours and UTF-8, where npm says nothing of itself. */
const ENVIRONMENT = {
  TERM: 'xterm-256color',
  LANG: 'C.UTF-8',
  LC_ALL: 'C.UTF-8',
  NO_COLOR: '',
  FORCE_COLOR: undefined,
  npm_config_loglevel: 'silent',
}
