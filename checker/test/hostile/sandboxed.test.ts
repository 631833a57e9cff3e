import { describe } from 'vitest'
import { sandboxHere } from '../support/sandbox.ts'
import { testCorpus } from './corpus.ts'

describe.skipIf(!sandboxHere())('on a machine with bubblewrap', () => {
  testCorpus('a hostile program that runs in the sandbox', { sandbox: true })
})
