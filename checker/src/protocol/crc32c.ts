/** The table of the Castagnoli polynomial, its bits reversed. */
const TABLE = Uint32Array.from({ length: 256 }, (_, index) => {
  let value = index
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0x82f63b78 : value >>> 1
  return value
})

/** CRC-32C (RFC 3720, B.4), which batches of format 2 carry, as an unsigned number. */
export function crc32c(buffer: Buffer): number {
  let crc = 0xffffffff
  for (const byte of buffer) crc = (TABLE[(crc ^ byte) & 0xff] as number) ^ (crc >>> 8)
  return ~crc >>> 0
}
