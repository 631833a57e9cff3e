import { inject } from 'vitest'
import { GroupMember } from '../protocol/index.ts'
import type { Shop } from './shop.ts'

/** Members of a group as long as a scene needs them. */
export interface Workers extends AsyncDisposable {
  readonly members: readonly GroupMember[]
}

/** Lets so many workers of the checker's own join a group, whose only members they are; names are without the prefix. */
export async function joinGroup(shop: Shop, group: string, topic: string, count: number): Promise<Workers> {
  const names = { group: shop.group(group), topic: shop.topic(topic), members: count }
  const members = await GroupMember.form(inject('workshop').bootstrap, names, { clientId: 'workshop-worker' })
  return {
    members,
    [Symbol.asyncDispose]: async () => {
      await Promise.all(members.map((member) => member.leave()))
    },
  }
}
