import {
  type Admin,
  type AdminConfig,
  type Consumer,
  type ConsumerConfig,
  type ConsumerCrashEvent,
  Kafka,
  logLevel,
  Partitioners,
  type Producer,
  type ProducerConfig,
} from 'kafkajs'
import { giveUp } from './give-up.ts'
import { printError } from './log.ts'
import { brokers, consumerDefaults } from './settings.ts'

/** kafkajs' own client; what it adds are defaults, and plain words when Kafka is not there or kafkajs gives up. */
class ShopKafka extends Kafka {
  override producer(config: ProducerConfig = {}): Producer {
    // Java's partitioner is kafkajs' default since 2.0; naming it silences the warning that says so.
    return explained(super.producer({ createPartitioner: Partitioners.DefaultPartitioner, ...config }))
  }

  override consumer(config: ConsumerConfig): Consumer {
    const consumer = explained(super.consumer({ ...consumerDefaults, ...config }))
    consumer.on(consumer.events.CRASH, stopForGood)
    return consumer
  }

  override admin(config: AdminConfig = {}): Admin {
    return explained(super.admin(config))
  }
}

/** The client that every program of the shop uses. */
export const kafka: Kafka = new ShopKafka({
  clientId: 'shop',
  brokers,
  logLevel: logLevel.ERROR,
  logCreator: () => printError,
})

/** The same client; when no broker answers, its `connect()` ends the program with one line that says what to do. */
function explained<Client extends Producer | Consumer | Admin>(client: Client): Client {
  const connect = client.connect.bind(client)
  client.connect = async () => {
    try {
      await connect()
    } catch (error) {
      if (!isNoConnection(error)) throw error
      giveUp(
        `No Kafka at ${brokers.join(', ')}: start a broker (npm run broker start), or say in KAFKA_BROKERS where one is.`,
      )
    }
  }
  return client
}

function isNoConnection(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  return error.name === 'KafkaJSConnectionError' || isNoConnection(error.cause)
}

/**
 * kafkajs restarts a crashed consumer after errors that may pass, and after others (a TypeError or SyntaxError in a
 * handler, for one) it does not: the group is left, the promise of `run()` says nothing, and the process ends with exit
 * code 0, or hangs beside a connected producer. A program that has stopped working must not look well.
 */
function stopForGood({ payload: { error, groupId, restart } }: ConsumerCrashEvent): void {
  if (restart) return
  giveUp(`The consumer of group ${groupId} has stopped for good: ${error.message}`)
}
