/** Arrow functions, some of them async, without types of their own; a BigInt, since offsets have 64 bits. */
export const leftInTopic = ({ records }: Record<string, number>) => records

export const offsetToCommit = async ({ lastDone = 0 }: Record<string, number>) => BigInt(lastDone) + 1n

export const recordsAtOffset = async ({ lengths, offset }: { lengths: number[]; offset: number }) =>
  lengths.map((length) => Number(length > offset)).reduce((a, b) => a + b, 0)

export const shareAPartition = ({ shops = 0, partitions = 0 }) =>
  shops > partitions ? 'certain' : shops < 2 ? 'impossible' : 'possible'

export const readInOrder = ({ first, second }: Record<string, number>) => ['possible', 'certain'][+(first === second)]

export const readByGroups = ({ records = 0, groups = 0 }) => `${records * groups}`

export const handledByGroup = (scenario: { records: number }) => scenario.records

export const idleWorkers = ({ partitions = 0, workers = 0 }) => (workers < partitions ? 0 : workers - partitions)

export const whereOffsetsAreKept = () => Promise.resolve('topic')
