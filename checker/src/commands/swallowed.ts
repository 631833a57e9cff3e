import { UsageError } from '../errors/index.ts'

/** Our options with what stands for their value in the corrected line. */
const OPTIONS: Readonly<Record<string, string>> = {
  solution: '',
  from: 'DIR',
  part: 'N',
  tests: 'FILE',
  seed: 'N',
  report: 'FILE',
  junit: 'FILE',
  details: '',
  sandbox: '',
  auto: '',
  provider: 'NAME',
  port: 'N',
  bundle: 'FILE',
  'as-graded': '',
  budget: 'SECONDS',
  html: 'FILE',
  open: '',
  test: 'NAME',
  seeds: 'N',
  'wrong-seeds': 'N',
  docs: '',
  pairs: '',
  resume: '',
  runs: 'N',
  export: 'FILE',
  import: 'FILE',
  program: 'NAME',
  again: '',
  anyway: '',
  plain: '',
  mutator: 'NAME',
  file: 'NAME',
  list: '',
}

/** Options of ours that npm has too: who has set one for npm means it there, so they are ours in one command alone. */
const SHARED: Readonly<Record<string, string>> = { yes: 'reset', all: 'hint' }

/**
 * npm takes options for itself that are given without `--`: `npm run check 03 --part 2` delivers `03 2`, and the option only as
 * `npm_config_part` in the environment. Throws UsageError with the line as it should be, values left open: what npm did
 * with them is not to be trusted.
 */
export function refuseSwallowedOptions(command: string, args: readonly string[], env: NodeJS.ProcessEnv): void {
  if (env.npm_lifecycle_event !== command) return
  const swallowed = Object.keys(OPTIONS).filter((name) => isSet(kept(name, env)) && !args.includes(`--${name}`))
  for (const [name, owner] of Object.entries(SHARED))
    if (owner === command && env[`npm_config_${name}`] === 'true' && !args.includes(`--${name}`)) swallowed.push(name)
  // npm knows this one itself and gives it in no other way; a dry run must not become a real one.
  if (env.npm_config_dry_run === 'true' && !args.includes('--dry-run')) swallowed.push('dry-run')
  if (swallowed.length === 0) return
  const options = swallowed.map((name) => `--${name} ${OPTIONS[name] ?? ''}`.trim()).join(' ')
  const words = wordsOf(args, swallowed, env)
  throw new UsageError(
    `npm kept ${swallowed.map((name) => `--${name}`).join(', ')} for itself: options need a -- before them.`,
    {
      code: 'options-swallowed',
      fix: `Write: npm run ${[command, ...words].join(' ')} -- ${options}`,
    },
  )
}

/**
 * The arguments to show again. npm leaves a value that stood apart (`--part 2`) among them, with the option itself as `true`:
 * then only a first argument that cannot be such a value is shown.
 */
function wordsOf(args: readonly string[], swallowed: readonly string[], env: NodeJS.ProcessEnv): readonly string[] {
  const words = args.filter((arg) => !arg.startsWith('-'))
  const apart = swallowed.filter((name) => OPTIONS[name] && kept(name, env) === 'true').length
  if (apart === 0) return words
  return words.length > apart ? words.slice(0, 1) : []
}

function kept(name: string, env: NodeJS.ProcessEnv): string | undefined {
  return env[`npm_config_${name.replaceAll('-', '_')}`]
}

function isSet(value: string | undefined): boolean {
  return value !== undefined && value !== ''
}
