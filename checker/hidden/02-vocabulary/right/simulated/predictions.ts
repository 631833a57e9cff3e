/** Plays each scenario in memory and counts, instead of thinking of a formula. */
class Log {
  readonly partitions: number[][]

  constructor(lengths: number[]) {
    this.partitions = lengths.map((length) => Array.from({ length }, (_, offset) => offset))
  }

  all(): number[] {
    return this.partitions.flat()
  }
}

interface Numbers {
  records: number
  read: number
  lastDone: number
  lengths: number[]
  offset: number
  shops: number
  partitions: number
  first: number
  second: number
  groups: number
  workers: number
}

function leftInTopic({ records, read }: Numbers) {
  const log = new Log([records])
  log.all().slice(0, read)
  return log.all().length
}

function offsetToCommit({ lastDone }: Numbers) {
  const log = new Log([lastDone + 2])
  return log.all().find((offset) => offset > lastDone)
}

function recordsAtOffset({ lengths, offset }: Numbers) {
  return new Log(lengths).all().filter((one) => one === offset).length
}

function shareAPartition({ shops, partitions }: Numbers) {
  const worst = shops > 1
  const best = Math.ceil(shops / partitions) > 1
  if (best) return 'certain'
  return worst ? 'possible' : 'impossible'
}

function readInOrder({ first, second }: Numbers) {
  return new Set([first, second]).size === 1 ? 'certain' : 'possible'
}

function readByGroups({ records, groups }: Numbers) {
  let read = 0
  for (let group = 0; group < groups; group++) read += new Log([records]).all().length
  return read
}

function handledByGroup({ records, partitions, workers }: Numbers) {
  const handled = new Array<number>(workers).fill(0)
  for (let record = 0; record < records; record++) handled[(record % partitions) % workers]! += 1
  return handled.reduce((sum, own) => sum + own)
}

function idleWorkers({ partitions, workers }: Numbers) {
  const busy = new Set<number>()
  for (let partition = 0; partition < partitions; partition++) busy.add(partition % workers)
  return workers - busy.size
}

const whereOffsetsAreKept = () => 'topic'

export { leftInTopic, offsetToCommit, recordsAtOffset, shareAPartition, readInOrder }
export { readByGroups, handledByGroup, idleWorkers, whereOffsetsAreKept }
