import { testCorpus } from './corpus.ts'

testCorpus('a hostile program that runs as the user who checks', { sandbox: false })
