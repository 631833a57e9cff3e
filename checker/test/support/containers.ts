import { noEngine } from '../../src/broker/index.ts'

/** What .ci/run found out: `required`, or `skipped: ` with the reason. Not set on other machines. */
const told = process.env.WORKSHOP_TEST_CONTAINERS ?? ''

/**
 * Why tests that need a container engine cannot run here; undefined when one answers. Throws where .ci/run has started one and it
 * does not answer: there they must not be skipped.
 */
export const noContainers = told.startsWith('skipped: ') ? told.slice('skipped: '.length) : await noEngine(process.env)

if (told === 'required' && noContainers !== undefined) {
  throw new Error(`container tests are required here, and cannot run: ${noContainers}`)
}

/** What follows the name of such tests. */
export const ifSkipped = noContainers === undefined ? '' : ` (skipped: ${noContainers})`
