import { newExercise } from '../dev/new-exercise.ts'
import type { CommandContext } from './context.ts'

/** Writes a new exercise and tells what to do next; gives back the exit code. `words`: the name, in one word or more. */
export function newExerciseCommand(words: readonly string[], { root }: CommandContext): number {
  const name = words.join(' ')
  const files = newExercise(root, name)
  const number = name.slice(0, 2)
  process.stdout.write(`
${name} is there: a small exercise that works, to be changed step by step.

${files.map((file) => `  ${file}`).join('\n')}

  npm run check ${number} -- --solution   grades its solution
  npm run verify ${number}                proves it, and names what is still the example's

How to go on: CONTRIBUTING.md

`)
  return 0
}
