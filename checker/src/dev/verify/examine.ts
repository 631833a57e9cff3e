import { join } from 'node:path'
import type { Grader } from '../../grading/grader.ts'
import { BELIEFS_SEEN_FILE } from '../../grading/beliefs-seen.ts'
import { EVIDENCE_FILE, sceneFolder } from '../../grading/evidence-file.ts'
import { linesOf } from '../../grading/run-notes.ts'
import type { ExerciseResult } from '../../report/index.ts'
import { complaintsOfEvents } from './shown.ts'
import type { Specimen } from './specimens.ts'

/** What came of grading a specimen. */
export interface Examined {
  readonly specimen: Specimen
  readonly results: readonly ExerciseResult[]
  /** The beliefs that findings named, in any test. */
  readonly named: readonly string[]
  readonly complaints: readonly string[]
}

/** How many seeds each kind of program is graded with, unless more are asked for. */
const SEEDS = { correct: 3, wrong: 1 }

/** Whether nothing of a specimen may fail. */
export function isCorrect({ kind }: Specimen): boolean {
  return kind === 'solution' || kind === 'right'
}

export interface Seeds {
  /** The first one; others are those that follow. */
  readonly seed: number
  /** How many for a correct program, and how many for a wrong one; a stub has one, since it plays no part of a shop. */
  readonly seeds?: number | undefined
  readonly wrongSeeds?: number | undefined
}

/** Grades a specimen with each of its seeds, and says what should not be so. */
export async function examine(
  grader: Grader,
  specimen: Specimen,
  { seed, seeds = SEEDS.correct, wrongSeeds = SEEDS.wrong }: Seeds,
): Promise<Examined> {
  const correct = isCorrect(specimen)
  const results: ExerciseResult[] = []
  const complaints: string[] = []
  const runs = { solution: seeds, right: seeds, wrong: wrongSeeds, stub: 1 }[specimen.kind]
  for (let run = 0; run < runs; run += 1) {
    const result = await grader.grade({ ...specimen, seed: seed + run })
    results.push(result)
    const runFolder = grader.runFolder ?? ''
    const found = correct
      ? [...complaintsOfCorrect(result), ...firedRules(runFolder), ...slowWaits(runFolder)]
      : [...complaintsOf(specimen, result, scenesOf(runFolder)), ...complaintsOfEvents(result, runFolder)]
    complaints.push(...found.map((complaint) => `${specimen.name} (seed ${result.seed}): ${complaint}`))
  }
  return { specimen, results, named: namedBeliefs(results), complaints }
}

function complaintsOf(specimen: Specimen, result: ExerciseResult, scenes: readonly SceneSeen[]): string[] {
  if (result.status === 'ungradable') return [`is ungradable: ${result.fault}`]
  if (specimen.kind === 'stub') {
    return result.parts
      .filter(({ status }) => status !== 'not-started')
      .map(({ part, status }) => `part ${part} is ${status}, not not-started`)
  }
  if (passesWhole(result)) return ['passes']
  const own = specimen.belief ?? ''
  const named = namedBeliefs([result])
  const others = named.filter((belief) => belief !== own)
  const also = others.length > 0 ? [`is also named ${others.join(', ')}`] : []
  if (!named.includes(own)) return [`is not named: ${whyUnnamed(own, scenes)}; ${whatFailed(result)}`, ...also]
  const headline = result.headline?.belief
  return [...also, ...(headline === own ? [] : [`has the headline ${headline ?? 'without a belief'}`])]
}

function whyUnnamed(belief: string, scenes: readonly SceneSeen[]): string {
  const fired = scenes.find(({ beliefs }) => beliefs.includes(belief))
  if (!fired) return `no rule "${belief}" fires`
  return `its rule fires in the scene "${fired.scene}", and no test that fails there names it (beliefs: […])`
}

/** A bonus is no part of an exercise's status, and has to be right all the same. */
export function passesWhole({ status, parts }: ExerciseResult): boolean {
  return status === 'passed' && parts.every((part) => part.status === 'passed')
}

function complaintsOfCorrect(result: ExerciseResult): string[] {
  return passesWhole(result) ? [] : [`is ${result.status}: ${result.fault ?? whatFailed(result)}`]
}

/** What its findings saw, in one line; its status where there are none. */
export function whatFailed(result: ExerciseResult): string {
  return (
    result.tests.flatMap(({ name, finding }) => (finding ? [`${name}: saw ${finding.saw}`] : [])).join('; ') ||
    result.status
  )
}

function namedBeliefs(results: readonly ExerciseResult[]): string[] {
  const named = results.flatMap(({ tests }) => tests.flatMap(({ finding }) => finding?.belief ?? []))
  return [...new Set(named)]
}

interface SceneSeen {
  readonly scene: string
  /** Those whose rules fired. */
  readonly beliefs: readonly string[]
}

function scenesOf(runFolder: string): SceneSeen[] {
  return linesOf(runFolder, BELIEFS_SEEN_FILE).map((line) => JSON.parse(line) as SceneSeen)
}

/** Rules look at every scene of a run, failed or not: on a correct program none may fire. */
function firedRules(runFolder: string): string[] {
  return scenesOf(runFolder).flatMap(({ scene, beliefs }) =>
    beliefs.map((belief) => `the rule of ${belief} fires in the scene "${scene}"`),
  )
}

/** A wait that took more than half of its limit says so in the evidence: a slower machine would fail a correct program. */
function slowWaits(runFolder: string): string[] {
  return scenesOf(runFolder)
    .flatMap(({ scene }) => linesOf(runFolder, join(sceneFolder(scene), EVIDENCE_FILE)))
    .filter((line) => line.includes('"what":"slow: '))
}
