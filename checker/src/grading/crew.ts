import type { Program } from './program.ts'
import type { Shop } from './shop.ts'

/** Starts so many copies of a program side by side. Their names count from 1: `worker-1`, `worker-2`. */
export async function startCopies(shop: Shop, file: string, count: number): Promise<Program[]> {
  const names = Array.from({ length: count }, (_, index) => `${file.replace(/\.ts$/, '')}-${index + 1}`)
  return Promise.all(names.map((name) => shop.start(file, { name })))
}

/** Kills a program, and takes its members out of their groups at once: nobody waits until its session ends. */
export async function killAndExpel(shop: Shop, program: Program): Promise<void> {
  await program.killHard()
  await shop.wire.leaveForTheDead(program.name)
}

/**
 * Stops a program where it is, and ends the sessions of its members, as for a machine that stood still for longer than those: its
 * partitions are given to others, and when it thaws it goes on as if nothing had been.
 */
export async function freezeAndExpel(shop: Shop, program: Program): Promise<void> {
  program.freeze()
  await shop.wire.expel(program.name)
}
