import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { kafkaJars } from '../../src/broker/jars.ts'
import { ROOT } from './harness/scene.ts'

test('jars that are found by a link are named by their own place, at which their archive of classes was made', async () => {
  const dir = mkdtempSync(join(realpathSync(tmpdir()), 'workshop-jars-'))
  try {
    const [home, link] = [join(dir, 'kafka'), join(dir, 'link')]
    mkdirSync(join(home, 'libs'), { recursive: true })
    const names = ['kafka_2.13-3.9.2.jar', 'zookeeper-3.8.4.jar']
    for (const name of names) writeFileSync(join(home, 'libs', name), '')
    symlinkSync(home, link, 'dir')
    const { paths } = await kafkaJars({ root: ROOT, env: { KAFKA_HOME: link }, say: () => undefined })
    expect(paths).toEqual(names.map((name) => join(home, 'libs', name)))
  } finally {
    rmSync(dir, { recursive: true })
  }
})
