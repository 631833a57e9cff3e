import type { WarmProvider } from '../broker/index.ts'
import { catalog } from '../catalog/index.ts'
import { PROVIDERS, trust } from '../dev/trust.ts'
import type { LoadShare } from '../dev/trust/turns.ts'
import { UsageError } from '../errors/index.ts'
import { MAX_SEED, drawSeed } from '../grading/seed.ts'
import { sweep } from '../runner/index.ts'
import type { CommandContext } from './context.ts'

const RUNS = 200

export interface TrustCommandOptions {
  readonly runs?: number
  readonly load?: LoadShare
  readonly seed?: number
  readonly provider?: WarmProvider
  readonly resume?: boolean
  readonly docs?: boolean
}

/** Measures how often correct programs are told so; gives back the exit code. */
export async function trustCommand(
  words: readonly string[],
  { runs = RUNS, load = 'half', seed, provider, resume, docs }: TrustCommandOptions,
  { root, bundle, say, signal, atEnd }: CommandContext,
): Promise<number> {
  if (resume && seed !== undefined)
    throw new UsageError('--resume goes on with the seed that it began with.', {
      code: 'seed-of-resumed',
      fix: 'Leave --seed out.',
    })
  const exercises = words.map((word) => catalog(root).find(word))
  await sweep(root)
  return trust({
    root,
    bundle,
    say,
    signal,
    atEnd,
    exercises,
    runs,
    load,
    resume,
    docs,
    command: [
      'npm run trust',
      ...words,
      `-- --runs ${runs}`,
      ...(load === 'half' ? [] : [`--load ${load}`]),
      ...(provider ? [`--provider ${provider}`] : []),
    ].join(' '),
    providers: provider ? [provider] : PROVIDERS,
    // Those that follow are used too.
    seed: seed ?? drawSeed(MAX_SEED - runs),
    print: (line) => process.stdout.write(`${line}\n`),
  })
}
