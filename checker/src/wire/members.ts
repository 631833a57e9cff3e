/** A member of a group, and the connection on which it was last heard of. */
export interface Member {
  readonly group: string
  readonly memberId: string
  readonly process: string
  readonly connection: number
}

/**
 * Who may be a member of which group, as far as the wire has seen: from the moment in which a program knows its member id,
 * which is before its join is done, until it leaves.
 */
export class Members {
  readonly #members = new Map<string, Member>()

  /** Notes a member, or that it is on another connection now. An empty id is none. */
  seen(member: Member): void {
    if (member.memberId !== '') this.#members.set(nameOf(member.group, member.memberId), member)
  }

  left(group: string, memberId: string): void {
    this.#members.delete(nameOf(group, memberId))
  }

  /** Those of a process that have not left. */
  of(process: string): readonly Member[] {
    return [...this.#members.values()].filter((member) => member.process === process)
  }
}

function nameOf(group: string, memberId: string): string {
  return `${group}\n${memberId}`
}
