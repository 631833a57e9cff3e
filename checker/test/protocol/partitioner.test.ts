import fc from 'fast-check'
import { type PartitionMetadata, Partitioners } from 'kafkajs'
import { expect, test } from 'vitest'
import { partitionFor } from '../../src/protocol/index.ts'

test('a key goes where the default partitioner of kafkajs, and of Java, puts it', () => {
  const partitioner = Partitioners.DefaultPartitioner()
  fc.assert(
    fc.property(
      fc.uint8Array({ minLength: 1, maxLength: 40 }),
      fc.integer({ min: 1, max: 50 }),
      (bytes, partitions) => {
        const key = Buffer.from(bytes)
        const partitionMetadata = Array.from(
          { length: partitions },
          (_, partitionId) => ({ partitionId, leader: 1 }) as PartitionMetadata,
        )
        expect(partitionFor(key, partitions)).toBe(
          partitioner({ topic: 't', partitionMetadata, message: { key, value: null } }),
        )
      },
    ),
  )
})

test('of three partitions Brussels and Charleroi get the last and Antwerp the first', () => {
  expect(['Brussels', 'Charleroi', 'Antwerp'].map((shop) => partitionFor(Buffer.from(shop), 3))).toEqual([2, 2, 0])
})
