import { museum } from '../dev/museum.ts'
import { styleFor } from '../report/style.ts'
import type { CommandContext } from './context.ts'

/** Shows the wrong programs, or those that the words name; gives back the exit code. */
export function museumCommand(
  words: readonly string[],
  { pairs }: { pairs?: boolean },
  { root }: CommandContext,
): number {
  process.stdout.write(museum({ root, words, pairs, style: styleFor(process.stdout, process.env) }))
  return 0
}
