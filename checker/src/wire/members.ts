/** A member that joined its group through the wire. */
export interface Member {
  readonly group: string
  readonly memberId: string
  readonly process: string
  readonly connection: number
}

/** Who is a member of which group, as far as the wire has seen. */
export class Members {
  readonly #members = new Map<string, Member>()

  joined(member: Member): void {
    this.#members.set(nameOf(member.group, member.memberId), member)
  }

  left(group: string, memberId: string): void {
    this.#members.delete(nameOf(group, memberId))
  }

  /** Those that have not left. */
  get all(): readonly Member[] {
    return [...this.#members.values()]
  }
}

function nameOf(group: string, memberId: string): string {
  return `${group}\n${memberId}`
}
