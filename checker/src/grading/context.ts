import type { SmallerScene } from './sizes.ts'

/** What the Grader tells the hidden tests of a run; crosses to their thread, so plain data only. */
export interface GradingContext {
  readonly root: string
  /** The exercise's id. */
  readonly exercise: string
  readonly seed: number
  /** Only these parts are asked for; null: all. */
  readonly parts: readonly number[] | null
  /** Only this scene is played, and it is smaller than usual; null: all scenes, as they are. */
  readonly smaller: SmallerScene | null
  readonly runFolder: string
  /** The workspace's folder: the working folder of the learner's programs. */
  readonly workspace: string
  /** Bootstrap addresses of the broker, `host:port[,…]`; null where no part that is asked for needs one. */
  readonly bootstrap: string | null
  /** The parts whose scenes need no broker. */
  readonly withoutBroker: readonly number[]
  /** Compiled programs by file name, absolute. */
  readonly programs: Readonly<Record<string, string>>
  /** Programs that cannot be run, the parts that need them, and why. */
  readonly unusable: readonly {
    readonly file: string
    readonly parts: readonly number[]
    readonly saw: string
    readonly expected: string
  }[]
  /** Programs run in the sandbox, and may read these files and folders besides the workspace; null: they run as the user. */
  readonly sandbox: { readonly readable: readonly string[] } | null
  /** The wire lets programs see which topics Kafka keeps for itself. */
  readonly internalTopics: boolean
  readonly limits: { readonly wallMs: number; readonly memoryBytes: number }
}
