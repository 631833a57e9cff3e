import { resolve } from 'node:path'
import { expect, it } from 'vitest'
import { makeBundle } from '../../launch/bundle.mjs'
import { freshBundle } from '../../launch/freshness.mjs'
import type { Lease } from '../../src/broker/index.ts'
import { catalog } from '../../src/catalog/index.ts'
import { Grader } from '../../src/grading/grader.ts'
import { deferred } from '../../src/timing/index.ts'

const ROOT = resolve(import.meta.dirname, '../../..')

it('a grader that ends while a grading waits for its broker starts none of its programs', async () => {
  const bundle = (await freshBundle(ROOT)) ?? (await makeBundle(ROOT))
  const lease = deferred<Lease>()
  const grader = Grader.sharing({ root: ROOT, bundle, say: () => undefined }, lease.promise)
  const [exercise] = catalog(ROOT).exercises
  if (!exercise) throw new Error('no exercise')
  const grading = grader.grade({ exercise, source: { kind: 'solution' } })
  const ending = grader.end()

  lease.resolve({ bootstrap: '127.0.0.1:1', outlives: false } as Lease)

  await expect(grading).rejects.toMatchObject({ code: 'grader-ended' })
  await ending
})
