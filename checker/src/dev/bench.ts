import { rmSync } from 'node:fs'
import { leaseBroker } from '../broker/index.ts'
import type { Bundle } from '../grading/bundle.ts'
import { RunFolder } from '../runner/index.ts'
import { type Figure, table } from './bench/figures.ts'
import { bareRoundTrips } from './bench/bare.ts'
import { checkOnce, checkTwice } from './bench/check.ts'
import { desk } from './bench/desk.ts'
import { joinable } from './bench/joinable.ts'
import { machine } from './bench/machine.ts'
import { againstPeer } from './bench/against-peer.ts'
import { proxyOverhead } from './bench/proxy.ts'
import { watch } from './bench/watch.ts'

export interface BenchOptions {
  readonly root: string
  readonly bundle: Bundle
  readonly print: (line: string) => void
  readonly say: (line: string) => void
  readonly atEnd: (end: () => Promise<unknown>) => void
  /** How often each figure is taken; its median is held against its bound. */
  readonly runs: number
}

/** Measures what DESIGN promises, each figure beside its floor and its bound; gives back 0 when all bounds hold, else 1. */
export async function bench(options: BenchOptions): Promise<number> {
  const { root, print, say, runs } = options
  const figures: Figure[] = []
  const take = (figure: Figure) => {
    figures.push(figure)
    say(`${figure.name}: ${figure.values.map((value) => value.toFixed(figure.unit === 'ms' ? 0 : 2)).join(' ')}`)
  }
  await machine()
  for (const figure of await joinable(options)) take(figure)
  await machine()
  const runFolder = RunFolder.create(root)
  const env = { ...process.env, WORKSHOP_BROKER: 'embedded', WORKSHOP_WARM_MINUTES: '0' }
  const lease = await leaseBroker({ root, env, say, logDir: runFolder.dir })
  options.atEnd(() => lease[Symbol.asyncDispose]())
  for (const figure of await bareRoundTrips(root, runFolder, lease.bootstrap, runs)) take(figure)
  take(await checkOnce(root, lease.bootstrap, runs))
  take(await checkTwice(options, lease.bootstrap))
  for (const figure of await desk(root, runs)) take(figure)
  for (const figure of await watch(root, lease.bootstrap, runs)) take(figure)
  await machine()
  for (const figure of await againstPeer(options)) take(figure)
  await machine()
  for (const figure of await proxyOverhead(root, runFolder, lease.bootstrap)) take(figure)
  take(await machine())
  rmSync(runFolder.dir, { recursive: true, force: true })
  print(table(figures))
  return figures.every(({ holds }) => holds) ? 0 : 1
}
