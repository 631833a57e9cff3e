/** What the live page shows at most, and how often it looks: the page names these limits where they bite. */
export const LIMITS = {
  /** Between two looks at the broker. */
  lookMs: 250,
  /** Groups are looked at with every second look: what is shorter than this may not be seen. */
  groupsMs: 500,
  topics: 16,
  partitions: 60,
  groups: 12,
  /** Records of each partition, the newest. */
  records: 8,
  /** Characters of a key and of a value on a lane; the record itself shows more. */
  keyPreview: 24,
  valuePreview: 60,
  /** Bytes of a key, a value or a header of an opened record. */
  detailBytes: 16 * 1024,
  /** Of what is not text, as hexadecimal numbers. */
  binaryBytes: 512,
  headers: 50,
  happenings: 40,
} as const
