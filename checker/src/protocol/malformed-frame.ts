/** Bytes that are not what the protocol says they must be. It says nothing about whose fault that is. */
export class MalformedFrame extends Error {
  override readonly name = 'MalformedFrame'
}
