import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { leaseBroker } from '../../broker/index.ts'
import { Cluster } from '../../protocol/index.ts'
import type { BenchOptions } from '../bench.ts'
import { type Figure, figure, repeated } from './figures.ts'

/** From nothing to a broker that a group can join, archives made before. */
export async function joinable({ root, say, runs }: BenchOptions): Promise<Figure[]> {
  const logDir = mkdtempSync(join(tmpdir(), 'workshop-bench-'))
  const env = { ...process.env, WORKSHOP_BROKER: 'embedded', WORKSHOP_WARM_MINUTES: '0' }
  const start = async () => {
    const begun = performance.now()
    await using lease = await leaseBroker({ root, env, say, logDir })
    await using cluster = await Cluster.connect(lease.bootstrap)
    await cluster.prepareGroups()
    return performance.now() - begun
  }
  try {
    await start()
    return [figure('embedded broker joinable', await repeated(runs, start), { bound: 1_600 })]
  } finally {
    rmSync(logDir, { recursive: true, force: true })
  }
}
