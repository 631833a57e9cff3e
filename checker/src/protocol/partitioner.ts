const M = 0x5bd1e995
const SEED = 0x9747b28c

/** Java's murmur2 as org.apache.kafka.common.utils.Utils has it, a signed 32-bit number. */
export function murmur2(data: Buffer): number {
  const length = data.length
  let hash = SEED ^ length
  const whole = length - (length % 4)
  for (let index = 0; index < whole; index += 4) {
    let word = Math.imul(data.readInt32LE(index), M)
    word ^= word >>> 24
    hash = Math.imul(hash, M) ^ Math.imul(word, M)
  }
  for (let index = length - 1; index >= whole; index--) hash ^= (data[index] as number) << (8 * (index - whole))
  if (whole < length) hash = Math.imul(hash, M)
  hash = Math.imul(hash ^ (hash >>> 13), M)
  return hash ^ (hash >>> 15)
}

/** The partition that Kafka's default partitioner chooses for a key (BuiltInPartitioner.partitionForKey; kafkajs 2 too). */
export function partitionFor(key: Buffer, partitions: number): number {
  return (murmur2(key) & 0x7fffffff) % partitions
}
