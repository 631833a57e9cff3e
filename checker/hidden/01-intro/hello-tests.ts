import { isDeepStrictEqual } from 'node:util'
import { claim, counted, graded, listed, scenario } from '#grading'
import { hello } from './hello-scene.ts'
import { helloRules as rules } from './rules.ts'

const first = scenario('a first hello', { part: 1, rules }, hello)

const PRINTS = 'prints brokers and topics as JSON in its last line'

graded(PRINTS, { of: first, points: 1, beliefs: [] }, ({ program }) => {
  const facts = program.lastJson
  const isObject = typeof facts === 'object' && facts !== null && !Array.isArray(facts)
  claim(isObject && isListOfNames(factsIn(facts).brokers) && isListOfNames(factsIn(facts).topics), {
    saw: `the last line ${program.lastLine?.slice(0, 200) ?? '(none)'}; the program ${program.fate}`,
    expected: 'a line such as {"brokers":["127.0.0.1:9092"],"topics":["purchases"]}, both of them lists of texts',
    weight: 'lost',
  })
})

graded('names each broker as host:port', { of: first, points: 1, after: [PRINTS], beliefs: [] }, (scene) => {
  const { program, brokers } = scene
  claim(isSame(factsIn(program.lastJson).brokers, brokers), {
    saw: `brokers ${shown(factsIn(program.lastJson).brokers)}`,
    expected: `${listed(brokers)}, as admin.describeCluster() says it`,
    weight: 'lost',
  })
})

graded('names each topic', { of: first, points: 1, after: [PRINTS], beliefs: [] }, ({ program, topics }) => {
  claim(isSame(factsIn(program.lastJson).topics, topics), {
    saw: `topics ${shown(factsIn(program.lastJson).topics)}`,
    expected: `${listed(topics)}, in any order: the topics that are there, with their full names`,
    weight: 'lost',
  })
})

graded('ends by itself with exit code 0', { of: first, points: 2, beliefs: ['never-disconnects'] }, (scene) => {
  const { program, open } = scene
  claim(program.exit !== undefined, {
    saw: `it still ran when there was nothing more to do, with ${counted(open, 'connection')} open`,
    expected: 'an end by itself',
  })
  claim(program.exit.code === 0, { saw: `the program ${program.fate}`, expected: 'exit code 0' })
})

function factsIn(json: unknown): { brokers?: unknown; topics?: unknown } {
  return typeof json === 'object' && json !== null ? json : {}
}

function isListOfNames(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((name) => typeof name === 'string')
}

function isSame(value: unknown, expected: readonly string[]): boolean {
  return isListOfNames(value) && isDeepStrictEqual(value.toSorted(), expected.toSorted())
}

function shown(value: unknown): string {
  return isListOfNames(value) && value.length > 0 ? listed(value) : JSON.stringify(value)
}
