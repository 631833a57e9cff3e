import { bench } from '../dev/bench.ts'
import type { CommandContext } from './context.ts'

const RUNS = 5

/** Measures and prints a table. */
export async function benchCommand(
  { runs = RUNS }: { runs?: number },
  { root, bundle, say, atEnd }: CommandContext,
): Promise<number> {
  return bench({ root, bundle, say, atEnd, runs, print: (line) => process.stdout.write(`${line}\n`) })
}
