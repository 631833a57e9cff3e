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
