import { MalformedFrame } from './malformed-frame.ts'

/** In the order of their codes. */
const COMPRESSIONS = ['none', 'gzip', 'snappy', 'lz4', 'zstd'] as const
export type Compression = (typeof COMPRESSIONS)[number]

/** The codec that the lowest three bits of the attributes name. */
export function compressionOf(attributes: number): Compression {
  const compression = COMPRESSIONS[attributes & 0x07]
  if (compression === undefined) throw new MalformedFrame(`compression ${String(attributes & 0x07)}`)
  return compression
}
