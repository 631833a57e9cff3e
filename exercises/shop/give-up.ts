/** Says in one line on standard error why this program cannot go on, and ends it with exit code 1. */
export function giveUp(why: string): never {
  console.error(why)
  process.exit(1)
}
