import type { LogEntry } from 'kafkajs'
import { brokers } from './settings.ts'

/** The first error is said at once, since kafkajs tries again for about ten seconds before it gives up. */
const NO_KAFKA_YET = `Kafka does not answer at ${brokers.join(', ')} yet. Trying for about ten seconds more.`

const EXPECTED_ON_A_CONNECTION = /^Connection (error|timeout)|^Response (Metadata|GroupCoordinator)/

/**
 * Prints kafkajs' errors on standard error, in words instead of JSON: standard output belongs to the program.
 * Of the many errors of a broker that is not there it prints the first alone; `client.ts` says the last word.
 */
export function printError(entry: LogEntry): void {
  if (isFirstRefusal(entry)) console.error(NO_KAFKA_YET)
  else if (!isSaidElsewhere(entry)) console.error(`kafkajs: ${entry.log.message}${detailsOf(entry.log)}`)
}

function isRefusal({ namespace, log }: LogEntry): boolean {
  return namespace === 'BrokerPool' && log.message.startsWith('Failed to connect to seed broker')
}

function isFirstRefusal(entry: LogEntry): boolean {
  return isRefusal(entry) && entry.log.retryCount === 0
}

/**
 * Whether the reader is told in other words, or it is no trouble: kafkajs asks again for a topic or a group coordinator
 * that Kafka is just making.
 */
function isSaidElsewhere(entry: LogEntry): boolean {
  const { namespace, log } = entry
  if (isRefusal(entry)) return true
  if (namespace === 'Connection') return EXPECTED_ON_A_CONNECTION.test(log.message)
  return namespace === 'Consumer' && log.message.startsWith('Crash: KafkaJSNonRetriableError')
}

/** The error, the record that a handler failed on, and the stack that shows the line, as far as kafkajs says them. */
function detailsOf({ message, error, topic, partition, offset, stack }: LogEntry['log']): string {
  if (message.startsWith('Error when calling')) {
    return ` (topic ${String(topic)}, partition ${String(partition)}, offset ${String(offset)})\n${String(stack)}`
  }
  return typeof error === 'string' ? `: ${error}` : ''
}
