import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { asVariables } from '../../src/broker/container/container.ts'
import { IMAGES } from '../../src/broker/container/images.ts'
import { BROKER_SETTINGS } from '../../src/broker/settings.ts'
import { WORKSHOP_PORT } from '../../src/broker/workshop.ts'
import { ROOT } from './harness/scene.ts'

interface Compose {
  readonly services: {
    readonly kafka: { readonly image: string; readonly ports: string[]; readonly environment: Record<string, string> }
    readonly zookeeper: { readonly image: string; readonly ports?: string[] }
  }
}

const { kafka, zookeeper } = (parse(readFileSync(join(ROOT, 'docker-compose.yml'), 'utf8')) as Compose).services

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

test('docker-compose.yml and the container provider have the same images', () => {
  expect([kafka.image, zookeeper.image]).toEqual([
    `\${KAFKA_IMAGE:-${IMAGES.kafka}}`,
    `\${ZOOKEEPER_IMAGE:-${IMAGES.zookeeper}}`,
  ])
})
