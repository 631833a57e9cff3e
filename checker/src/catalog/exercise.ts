/** What `checker/hidden/<id>/exercise.ts` says of an exercise; everything else is found in the trees or in the tests. */
export interface ExerciseDefinition {
  /** The learner's programs by file name, each with the parts that need it. */
  readonly programs: Readonly<Record<string, readonly number[]>>
  /** The parts whose scenes need no broker; left out: none. */
  readonly withoutBroker?: readonly number[]
  /** The beliefs that its rules can name, by the names of their files in `checker/beliefs`. */
  readonly beliefs: readonly string[]
  /** The programs may see which topics Kafka keeps for itself (not read them): the wire hides those otherwise. */
  readonly internalTopics?: boolean
  readonly limits: {
    /** Wall time of one program, milliseconds. */
    readonly wallMs: number
    /** Resident memory of one program with its children, bytes. */
    readonly memoryBytes: number
  }
}

/** Whether any of these parts needs a broker; null stands for all of the exercise. */
export function needsBroker(
  { withoutBroker = [] }: ExerciseDefinition,
  exercise: Exercise,
  parts: readonly number[] | null,
): boolean {
  return (parts ?? exercise.parts.map(({ number }) => number)).some((part) => !withoutBroker.includes(part))
}

/** Types a definition; the value is given back as it is. */
export function defineExercise(definition: ExerciseDefinition): ExerciseDefinition {
  return definition
}

export interface Part {
  readonly number: number
  readonly title: string
  /** Whoever leaves it out has passed all the same. */
  readonly bonus: boolean
}

/** A part's name in its task, for people: `Part 4 (bonus): Send them back`. */
export function partName({ number, title, bonus }: Part): string {
  return `Part ${number}${bonus ? ' (bonus)' : ''}: ${title}`
}

/** An exercise as it lies in the trees. */
export interface Exercise {
  /** The folder's name, the same in all trees: `03-simple-practice`. */
  readonly id: string
  /** The id without its number: what Reports, marks and addresses use. */
  readonly slug: string
  readonly number: number
  readonly title: string
  readonly parts: readonly Part[]
}

/** The words of a slug begin with a letter: a number is an exercise's number. */
const ID = /^(\d{2})-([a-z][a-z0-9]*(?:-[a-z0-9]+)*)$/

/** Number and slug of an id such as `14-topic`; undefined for any other text. */
export function nameOfId(id: string): Pick<Exercise, 'number' | 'slug'> | undefined {
  const [, number, slug] = ID.exec(id) ?? []
  return number === undefined || slug === undefined ? undefined : { number: Number(number), slug }
}

/** The folders of an exercise under `root`, absolute. */
export function foldersOf(root: string, id: string) {
  return {
    lesson: `${root}/lessons/${id}`,
    exercise: `${root}/exercises/${id}`,
    solution: `${root}/solutions/${id}`,
    hidden: `${root}/checker/hidden/${id}`,
    /** The stubs as they are given: what is put back, whatever a learner has done to theirs. */
    given: `${root}/checker/given/exercises/${id}`,
  } as const
}
