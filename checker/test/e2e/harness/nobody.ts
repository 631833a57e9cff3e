import { execaSync } from 'execa'
import { join } from 'node:path'
import { asUser } from './command.ts'
import { ROOT } from './place.ts'

/** The user that owns nothing, and is in no group that may use an engine. */
export const NOBODY = 65_534

/** Whether commands can be run as that user: root can, from a checkout that others may read. */
export function canBeNobody(): boolean {
  const [file, ...args] = [...asUser(NOBODY), 'ls', join(ROOT, 'node_modules')]
  return !execaSync(file, args, { reject: false }).failed
}
