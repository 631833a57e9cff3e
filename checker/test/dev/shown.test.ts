import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { complaintsOfEvents } from '../../src/dev/verify/shown.ts'
import type { ExerciseResult, Finding } from '../../src/report/index.ts'

const runFolder = mkdtempSync(join(tmpdir(), 'workshop-shown-'))
afterAll(() => rmSync(runFolder, { recursive: true, force: true }))
mkdirSync(join(runFolder, 'a-file'))
writeFileSync(join(runFolder, 'a-file', 'evidence.jsonl'), '{"seq":1}\n{"seq":2}\n')

function complaintsOf(finding: Partial<Finding>): string[] {
  return complaintsOfEvents({ tests: [{ name: 'asks', finding }] } as unknown as ExerciseResult, runFolder)
}

test('a finding that names a belief and points at nothing is complained of', () => {
  expect(complaintsOf({ scene: 'a file', belief: 'acks-0' })).toEqual([
    'asks: acks-0 points at no event: let its rule give some (shownBy)',
  ])
  expect(complaintsOf({ scene: 'a file' })).toEqual([])
})

test('and so is one that points at what is not in the evidence of its scene', () => {
  expect(complaintsOf({ scene: 'a file', belief: 'acks-0', events: [2, 1] })).toEqual([])
  expect(complaintsOf({ scene: 'a file', events: [3] })).toEqual(['asks points at event 3; a file has 2'])
  expect(complaintsOf({ scene: 'another', events: [1] })).toEqual(['asks points at event 1; another has 0'])
})
