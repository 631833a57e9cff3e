/** Consumer defaults of the programs under the checker (`#shop` reads them): with kafkajs' own, waits are seconds. */
export const CONSUMER_DEFAULTS = JSON.stringify({
  heartbeatInterval: 300,
  maxWaitTimeInMs: 50,
  sessionTimeout: 10_000,
})
