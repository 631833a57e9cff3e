import { cpSync } from 'node:fs'
import { loadavg } from 'node:os'
import { join } from 'node:path'
import type { WarmProvider } from '../../broker/index.ts'
import { isWorkshopError } from '../../errors/index.ts'
import type { Grader } from '../../grading/grader.ts'
import { passesWhole, whatFailed } from '../verify/examine.ts'
import type { Specimen } from '../verify/specimens.ts'
import { Load } from './load.ts'
import { RECORDS, type Recording } from './recording.ts'
import { Stand, type StandOptions } from './stand.ts'
import { type LoadShare, type Measured, type Turn, pieces, turnsLeft, turnsOn } from './turns.ts'

/** Each takes about a core while its programs start; under load there is no core left for any, and more of them are more load. */
const SIDE_BY_SIDE = { quiet: 2, loaded: 8 }

/** Then a broker is replaced by a fresh one: thousands of topics that came and went are not what a learner's broker has. */
const GRADINGS_EACH_BROKER = 300

const GRADINGS_EACH_LINE = 50

export interface SurveyOptions extends StandOptions {
  readonly runs: number
  readonly load: LoadShare
  readonly specimens: readonly Specimen[]
  /** What is measured is added to it, and what it has is not measured again. */
  readonly recording: Recording
  /** Called at the end, however the command ends. */
  readonly atEnd: (end: () => Promise<unknown>) => void
}

/** The gradings of all programs on one provider after the other, and what they ran on. */
export class Survey {
  readonly #options: SurveyOptions
  /** Providers that this machine lacks, each with why. */
  readonly missing: string[] = []
  /** What the brokers said that they are, `Kafka 3.9 (embedded)`. */
  readonly brokers = new Set<string>()

  constructor(options: SurveyOptions) {
    this.#options = options
  }

  /** Measures what is left on a provider; one that this machine does not have is noted, with its reason. */
  async measureOn(provider: WarmProvider): Promise<void> {
    const { recording, runs, load, specimens } = this.#options
    const programs = specimens.map(({ name }) => name)
    const left = turnsLeft(turnsOn(provider, { programs, runs, load, seed: recording.seed }), recording.measured)
    for (const piece of pieces(left, GRADINGS_EACH_BROKER)) {
      const stand = await this.#stand(provider, piece)
      if (!stand) return
      await this.#measure(piece, stand)
    }
  }

  /** Undefined where there is no such broker here; throws when there was one a moment ago. */
  async #stand(provider: WarmProvider, [first]: readonly Turn[]): Promise<Stand | undefined> {
    const sideBySide = first?.loaded ? SIDE_BY_SIDE.loaded : SIDE_BY_SIDE.quiet
    try {
      const stand = await Stand.open(this.#options, provider, sideBySide)
      this.#options.atEnd(() => stand.end())
      this.brokers.add(`Kafka ${stand.lease.kafkaVersion} (${provider})`)
      return stand
    } catch (error) {
      const wasThere = [...this.brokers].some((broker) => broker.endsWith(`(${provider})`))
      if (wasThere || !isWorkshopError(error) || error.exitCode !== 3) throw error
      this.missing.push(`${provider}, which is not here. ${error.message}`)
      this.#options.say(`${provider} is not measured: ${error.message}\n${error.fix}`)
      return undefined
    }
  }

  async #measure(piece: readonly Turn[], stand: Stand): Promise<void> {
    await using open = stand
    await using load = piece[0]?.loaded ? Load.start() : undefined
    this.#options.atEnd(async () => load?.end())
    const left = [...piece]
    await Promise.all(
      open.graders.map(async (grader) => {
        for (let turn = left.shift(); turn; turn = left.shift()) this.#add(await this.#grade(grader, turn))
      }),
    )
  }

  async #grade(grader: Grader, turn: Turn): Promise<Measured> {
    const { specimens, signal, root, say } = this.#options
    const specimen = specimens.find(({ name }) => name === turn.program)
    if (!specimen) throw new Error(`no program is called ${turn.program}`)
    signal?.throwIfAborted()
    const result = await grader.grade({ ...specimen, seed: turn.seed })
    // What Ctrl-C has ended says nothing of the program.
    signal?.throwIfAborted()
    const shared = { ...turn, ms: result.ms, load: loadavg()[0] ?? 0 }
    if (passesWhole(result)) return { ...shared, verdict: 'passed' }
    const verdict = result.status === 'ungradable' ? 'ungradable' : 'wrong'
    const why = result.fault ?? whatFailed(result)
    const evidence = join(RECORDS, `${turn.program}-${turn.provider}-${turn.seed}`.replace(/[^\w-]+/g, '-'))
    cpSync(grader.runFolder ?? '', join(root, evidence), { recursive: true })
    say(`✗ ${turn.program}, ${turn.provider}, seed ${turn.seed}: ${verdict}: ${why}\n  evidence: ${evidence}`)
    return { ...shared, verdict, why }
  }

  #add(one: Measured): void {
    const { recording, say } = this.#options
    recording.add(one)
    if (recording.measured.length % GRADINGS_EACH_LINE !== 0) return
    say(`${recording.measured.length} gradings; now ${one.provider}, ${one.loaded ? 'under load' : 'quiet'}`)
  }
}
