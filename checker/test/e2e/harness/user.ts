import { mkdirSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { cacheFolder } from '../../../src/broker/cache.ts'
import { run } from './command.ts'
import { type ProcessSeen, processesNaming } from './leftovers.ts'
import type { Place } from './place.ts'

export type Jvm = 'kafka' | 'zookeeper'

const MAIN_CLASS: Record<Jvm, RegExp> = { kafka: /\bkafka\.Kafka\b/, zookeeper: /\bQuorumPeerMain\b/ }

/** A user of their own, with a supervisor of their own: only the jars and archives are those of this machine. */
export class User {
  /** For commands of this user, with brokers as JVMs that stay warm. All that they start names `env.TMPDIR`. */
  readonly env: Readonly<Record<'XDG_CACHE_HOME' | 'TMPDIR' | 'WORKSHOP_BROKER' | 'WORKSHOP_WARM_MINUTES', string>>

  constructor(place: Place) {
    const cache = place.folder('cache')
    mkdirSync(join(cache, 'kafka-workshop'))
    for (const shared of ['kafka', 'archives'])
      symlinkSync(join(cacheFolder(), shared), join(cache, 'kafka-workshop', shared))
    this.env = {
      XDG_CACHE_HOME: cache,
      TMPDIR: place.folder('tmp'),
      WORKSHOP_BROKER: 'embedded',
      WORKSHOP_WARM_MINUTES: '5',
    }
  }

  /** Ends the supervisor and its brokers, where there is one. */
  async stopBroker(): Promise<void> {
    await run(['broker', 'stop'], { env: this.env })
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stopBroker()
  }

  /** All processes that commands of this user started and that run now: checkers, programs, supervisor, JVMs. */
  processes(): ProcessSeen[] {
    return processesNaming(this.env.TMPDIR)
  }

  /** The pid of the one JVM of that kind. */
  jvm(which: Jvm): number {
    return pidOf(which, this.processes())
  }
}

/** The pid of the one JVM of that kind among `processes`. */
export function pidOf(which: Jvm, processes: readonly ProcessSeen[]): number {
  const [found, ...more] = processes.filter(({ text }) => MAIN_CLASS[which].test(text))
  if (!found || more.length > 0) throw new Error(`${more.length + (found ? 1 : 0)} JVMs of ${which}`)
  return found.pid
}
