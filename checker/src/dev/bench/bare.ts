import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { CONSUMER_DEFAULTS } from '../../grading/consumer-defaults.ts'
import { drawPurchases } from '../../grading/purchases.ts'
import { Random } from '../../grading/random.ts'
import { Cluster } from '../../protocol/index.ts'
import { type RunFolder, compile, createWorkspace } from '../../runner/index.ts'
import { type Figure, figure, repeated, timed } from './figures.ts'

const PURCHASES = 30
const PROGRAMS = ['producer.ts', 'consumer.ts']

/**
 * The floor of a check: the reference solutions of lesson 03 as bare programs, without any checker: the producer sends 30
 * purchases, the consumer writes their receipts and is stopped. Under plain node, compiled, and under tsx as by hand.
 */
export async function bareRoundTrips(
  root: string,
  runFolder: RunFolder,
  bootstrap: string,
  runs: number,
): Promise<Figure[]> {
  const solutions = join(root, 'solutions', '03-simple-practice')
  const workspace = createWorkspace({
    root,
    runFolder,
    exerciseId: '03-simple-practice',
    programs: PROGRAMS.map((name) => ({ name, source: join(solutions, name) })),
    given: join(root, 'checker', 'given', 'shop'),
  })
  await compile(workspace)
  const input = join(workspace.dir, 'purchases.jsonl')
  writeFileSync(
    input,
    drawPurchases(new Random(1, 'bench'), PURCHASES)
      .map((purchase) => `${JSON.stringify(purchase)}\n`)
      .join(''),
  )
  const trip = (args: readonly string[], ending: string) => () =>
    timed(() =>
      roundTrip(
        (name) => [...args, join(workspace.exerciseDir, name.replace('.ts', ending))],
        workspace.dir,
        bootstrap,
        input,
      ),
    )
  return [
    figure('bare round trip, node', await repeated(runs, trip([], '.mjs'))),
    figure('bare round trip, tsx', await repeated(runs, trip(['--import', 'tsx'], '.ts'))),
  ]
}

async function roundTrip(
  command: (name: string) => string[],
  cwd: string,
  bootstrap: string,
  input: string,
): Promise<void> {
  const prefix = `kw-bench-${randomBytes(4).toString('hex')}.`
  const env = {
    PATH: process.env.PATH,
    KAFKA_BROKERS: bootstrap,
    WORKSHOP_PREFIX: prefix,
    WORKSHOP_CONSUMER: CONSUMER_DEFAULTS,
  }
  const start = (name: string, args: string[]) =>
    spawn(process.execPath, [...command(name), ...args], { cwd, env, stdio: ['ignore', 'ignore', 'inherit'] })
  await using cluster = await Cluster.connect(bootstrap)
  const topics = ['purchases', 'receipts'].map((name) => prefix + name)
  await cluster.createTopics(topics.map((name) => ({ name, partitions: 3 })))
  const consumer = start('consumer.ts', [])
  const producer = start('producer.ts', [input])
  await once(producer, 'exit')
  await receipts(cluster, `${prefix}receipts`)
  consumer.kill('SIGTERM')
  await once(consumer, 'exit')
  await cluster.deleteGroups([`${prefix}receipts`])
  await cluster.deleteTopics(topics)
}

/** Asks until all receipts are there; a minute means that the programs do not work. */
async function receipts(cluster: Cluster, topic: string): Promise<void> {
  const deadline = performance.now() + 60_000
  for (;;) {
    const count = (await cluster.latestOffsets(topic)).reduce((sum, offset) => sum + offset, 0n)
    if (count >= BigInt(PURCHASES)) return
    if (performance.now() > deadline) throw new Error(`only ${count} of ${PURCHASES} receipts after a minute`)
  }
}
