import { catalog } from '../catalog/index.ts'
import { verify } from '../dev/verify.ts'
import { UsageError } from '../errors/index.ts'
import { MAX_SEED, drawSeed } from '../grading/seed.ts'
import { requireSandbox, sweep } from '../runner/index.ts'
import type { CommandContext } from './context.ts'

export interface VerifyCommandOptions {
  readonly seed?: number
  readonly seeds?: number
  readonly wrongSeeds?: number
  readonly sandbox?: boolean
  readonly docs?: boolean
}

/** Proves the workshop, or the exercises that are named. */
export async function verifyCommand(
  words: readonly string[],
  { seed, seeds, wrongSeeds, sandbox, docs }: VerifyCommandOptions,
  context: CommandContext,
): Promise<number> {
  const { root, bundle, say, signal, atEnd } = context
  if (docs && seeds !== undefined && wrongSeeds === undefined)
    throw new UsageError('--docs needs wrong programs, and --seeds leaves them out.', {
      code: 'docs-of-some',
      fix: 'npm run verify -- --docs',
    })
  if (sandbox) await requireSandbox()
  await sweep(root)
  return verify({
    root,
    bundle,
    say,
    signal,
    sandbox,
    docs,
    atEnd,
    exercises: words.map((word) => catalog(root).find(word)),
    seeds,
    wrongSeeds,
    // Those that follow are used too.
    seed: seed ?? drawSeed(MAX_SEED - Math.max(seeds ?? 3, wrongSeeds ?? 1)),
    print: (line) => process.stdout.write(`${line}\n`),
  })
}
