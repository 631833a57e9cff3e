import type { EnvironmentError } from '../errors/index.ts'

export interface OwnBrokerOptions {
  readonly root: string
  readonly env: NodeJS.ProcessEnv
  readonly say: (line: string) => void
  /** Where its logs go; by default a folder that is deleted at the end. */
  readonly logDir?: string | undefined
  /** The port of the broker; any free one by default. */
  readonly port?: number
  readonly signal?: AbortSignal | undefined
}

/** A Kafka with its ZooKeeper that this process started, on loopback, with fresh data. */
export interface OwnBroker {
  readonly bootstrap: string
  readonly kafkaVersion: string
  readonly logFiles: readonly string[]
  /** Of its JVMs, where they run as processes beside ours. */
  readonly pids: readonly number[]
  /** Resolves when a part of it ends and nobody asked it to. */
  readonly failed: Promise<EnvironmentError>
  /** Ends it and deletes its data; one that is `sick` at once, since it may never answer. */
  readonly close: (how?: { sick?: boolean }) => Promise<void>
}
