import type { ConsumerConfig } from 'kafkajs'

/**
 * What differs between a run by hand, a run under the checker and production comes from the environment, and is read
 * here alone. So the very same program runs everywhere (https://12factor.net/config).
 */

/** `KAFKA_BROKERS`: where Kafka listens, `host:port[,host:port…]`. */
export const brokers: string[] = (process.env.KAFKA_BROKERS || 'localhost:9092')
  .split(',')
  .map((address) => address.trim())
  .filter((address) => address !== '')

/** `WORKSHOP_PREFIX`: goes before every name, so that two runs never meet. Carries its own separator; empty by hand. */
export const prefix: string = process.env.WORKSHOP_PREFIX ?? ''

/** `SHOP_API`: address of the loyalty service, `http://host:port`; empty by hand, where there is none. */
export const shopApi: string = process.env.SHOP_API ?? ''

/** `WORKSHOP_CONSUMER`: defaults for consumers as a JSON object of kafkajs' ConsumerConfig; empty by hand. */
export const consumerDefaults: Partial<ConsumerConfig> = readConsumerDefaults(process.env.WORKSHOP_CONSUMER)

function readConsumerDefaults(json: string | undefined): Partial<ConsumerConfig> {
  if (!json) return {}
  try {
    const defaults: unknown = JSON.parse(json)
    if (typeof defaults === 'object' && defaults !== null && !Array.isArray(defaults)) return defaults
  } catch {
    // Said below: not JSON, and JSON that is not an object, are the same mistake.
  }
  throw new Error(`WORKSHOP_CONSUMER must be a JSON object, such as {"heartbeatInterval":300}. It is: ${json}`)
}
