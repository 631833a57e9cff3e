import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { BROKER_SETTINGS } from '../../src/broker/settings.ts'
import { WORKSHOP_PORT } from '../../src/broker/workshop.ts'
import { ROOT } from './harness/scene.ts'

interface Compose {
  readonly services: {
    readonly kafka: { readonly ports: string[]; readonly environment: Record<string, string> }
    readonly zookeeper: { readonly ports?: string[] }
  }
}

const { kafka, zookeeper } = (parse(readFileSync(join(ROOT, 'docker-compose.yml'), 'utf8')) as Compose).services

/** The variables in which the Bitnami image takes them. */
const asVariables = (settings: typeof BROKER_SETTINGS) =>
  Object.fromEntries(
    Object.entries(settings).map(([name, value]) => [
      `KAFKA_CFG_${name.toUpperCase().replaceAll('.', '_')}`,
      String(value),
    ]),
  )

test('the broker of docker-compose.yml has the settings of every other broker of the workshop', () => {
  const { ALLOW_PLAINTEXT_LISTENER: _, KAFKA_HEAP_OPTS: __, ...settings } = kafka.environment
  expect(settings).toEqual({
    ...asVariables(BROKER_SETTINGS),
    KAFKA_CFG_ZOOKEEPER_CONNECT: 'zookeeper:2181',
    KAFKA_CFG_LISTENERS: `PLAINTEXT://:${WORKSHOP_PORT}`,
    KAFKA_CFG_ADVERTISED_LISTENERS: `PLAINTEXT://127.0.0.1:${WORKSHOP_PORT}`,
  })
})

test('docker-compose.yml opens one port, on this machine only', () => {
  expect(kafka.ports).toEqual([`127.0.0.1:${WORKSHOP_PORT}:${WORKSHOP_PORT}`])
  expect(zookeeper.ports).toBeUndefined()
})
