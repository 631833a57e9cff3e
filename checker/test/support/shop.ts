import { join, resolve } from 'node:path'
import { makeBundle } from '../../launch/bundle.mjs'
import { freshBundle } from '../../launch/freshness.mjs'
import { preparePrograms } from '../../src/grading/programs.ts'
import { Shop } from '../../src/grading/shop.ts'
import { type RunFolder } from '../../src/runner/index.ts'
import { testBroker } from './broker.ts'

const ROOT = resolve(import.meta.dirname, '../../..')
const LIMITS = { wallMs: 60_000, memoryBytes: 512 * 1024 * 1024 }

/** Workers of exercise 4 by where they lie, ready to be started. */
export async function prepareWorkers(
  runFolder: RunFolder,
  dir: string,
): Promise<{ workspace: string; script: string }> {
  const kafkajs = ((await freshBundle(ROOT)) ?? (await makeBundle(ROOT))).kafkajs
  const { workspace, programs } = await preparePrograms({
    ...{ root: ROOT, runFolder, kafkajs },
    exercise: { id: '04-consumer-groups', slug: 'consumer-groups', number: 4, title: '', parts: [] },
    definition: { programs: { 'worker.ts': [1] }, beliefs: [], limits: LIMITS },
    source: { kind: 'from', dir: join(ROOT, dir) },
  })
  return { workspace: workspace.dir, script: programs['worker.ts'] ?? '' }
}

/** A shop of one scene on the broker of this test run, in which `worker.ts` is this script. */
export async function openShop(
  runFolder: RunFolder,
  { workspace, script }: { workspace: string; script: string },
  scene: string,
): Promise<Shop> {
  return Shop.open(
    {
      ...{
        root: ROOT,
        exercise: '04-consumer-groups',
        seed: 1,
        parts: null,
        smaller: null,
        runFolder: runFolder.dir,
        workspace,
      },
      ...{ bootstrap: testBroker(), internalTopics: false, withoutBroker: [], unusable: [], sandbox: null },
      programs: { 'worker.ts': script },
      limits: LIMITS,
    },
    scene,
  )
}
