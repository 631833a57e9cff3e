/** The rack of brokers that the workshop started: one metadata request tells them from somebody else's Kafka. */
export const WORKSHOP_RACK = 'kafka-workshop/1'

/** A cold start on a slow machine takes a tenth of it. */
export const START_LIMIT_MS = 60_000

export interface BrokerPorts {
  readonly kafka: number
  readonly zookeeper: number
  /** Where in ZooKeeper the broker keeps its things: another ZooKeeper that took the port first has no such place. */
  readonly chroot: string
}

/** zoo.cfg for one ZooKeeper on loopback. */
export function zookeeperProperties({ zookeeper }: BrokerPorts, dataDir: string): string {
  return properties({
    dataDir,
    clientPort: zookeeper,
    clientPortAddress: '127.0.0.1',
    'admin.enableServer': false,
    maxClientCnxns: 0,
    // One server needs no long ticks; sessions of a dead broker end sooner.
    tickTime: 1000,
    // Its data is thrown away: no write need wait for the disk.
    forceSync: 'no',
  })
}

/** What each broker of ours has, wherever it runs. What is not set is as Kafka has it: topics are created when first used. */
export const BROKER_SETTINGS: Readonly<Record<string, string | number | boolean>> = {
  'broker.id': 1,
  'broker.rack': WORKSHOP_RACK,
  // Else each first member of a group waits 3 seconds for others.
  'group.initial.rebalance.delay.ms': 0,
  'group.min.session.timeout.ms': 1000,
  'offsets.topic.num.partitions': 1,
  'offsets.topic.replication.factor': 1,
  'transaction.state.log.num.partitions': 1,
  'transaction.state.log.replication.factor': 1,
  'transaction.state.log.min.isr': 1,
  // 128 MB by default, taken at the start.
  'log.cleaner.dedupe.buffer.size': 2_097_152,
  'num.network.threads': 2,
  'num.io.threads': 2,
  'background.threads': 2,
  'controlled.shutdown.enable': false,
}

/** server.properties for one broker on loopback. */
export function kafkaProperties({ kafka, zookeeper, chroot }: BrokerPorts, dataDir: string): string {
  const listener = `PLAINTEXT://127.0.0.1:${kafka}`
  return properties({
    ...BROKER_SETTINGS,
    listeners: listener,
    'advertised.listeners': listener,
    'zookeeper.connect': `127.0.0.1:${zookeeper}/${chroot}`,
    // Both JVMs start at once: how long that may take is for us to say. By default Kafka gives up after 18 seconds.
    'zookeeper.connection.timeout.ms': START_LIMIT_MS,
    'log.dirs': dataDir,
  })
}

/** Warnings and errors to standard output, which is the log file. */
export const LOG4J = properties({
  'log4j.rootLogger': 'WARN, stdout',
  'log4j.appender.stdout': 'org.apache.log4j.ConsoleAppender',
  'log4j.appender.stdout.layout': 'org.apache.log4j.PatternLayout',
  'log4j.appender.stdout.layout.ConversionPattern': '[%d] %p %m (%c)%n',
})

function properties(entries: Readonly<Record<string, string | number | boolean>>): string {
  return Object.entries(entries)
    .map(([name, value]) => `${name}=${escaped(String(value))}\n`)
    .join('')
}

/**
 * Java reads property files as ISO-8859-1 (java.util.Properties): a temp folder with an umlaut would be another folder, made
 * beside it and never deleted.
 */
function escaped(value: string): string {
  return value
    .replaceAll('\\', '\\\\')
    .replace(/[^\x20-\x7e]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
}
