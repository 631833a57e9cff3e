/**
 * The language in which `messages/` describes Kafka's requests and responses: plain data, from which decoding, encoding,
 * the TypeScript types of the bodies and the generators of the tests all derive.
 */

interface ScalarTypes {
  int8: number
  int16: number
  int32: number
  int64: bigint
  boolean: boolean
  string: string
  nullableString: string | null
  bytes: Buffer
  nullableBytes: Buffer | null
  /** Record batches, or null: bytes with a 32-bit length. */
  records: Buffer | null
}

export type ScalarKind = keyof ScalarTypes

export interface Scalar<K extends ScalarKind = ScalarKind> {
  readonly kind: 'scalar'
  readonly type: K
}

export interface ArraySchema<E extends Schema = Schema> {
  readonly kind: 'array'
  readonly element: E
}

/** An array that may be null from version `nullableSince` on. */
export interface NullableArraySchema<E extends Schema = Schema> {
  readonly kind: 'nullableArray'
  readonly element: E
  readonly nullableSince: number
}

export interface Struct<F extends Fields = Fields> {
  readonly kind: 'struct'
  readonly fields: F
}

/** A field that exists in versions `since` to `until` only; in the others it reads as `fallback` and is not written. */
export interface Ranged<S extends Schema = Schema> {
  readonly kind: 'ranged'
  readonly schema: S
  readonly since: number
  readonly until: number
  readonly fallback: unknown
}

export type Schema = Scalar | ArraySchema | NullableArraySchema | Struct
/** In wire order. */
export type Fields = Readonly<Record<string, Schema | Ranged>>

/** What a schema decodes to. Every field is there, whatever the version. */
export type ValueOf<S> =
  S extends Ranged<infer I>
    ? ValueOf<I>
    : S extends Scalar<infer K>
      ? ScalarTypes[K]
      : S extends ArraySchema<infer E>
        ? ValueOf<E>[]
        : S extends NullableArraySchema<infer E>
          ? ValueOf<E>[] | null
          : S extends Struct<infer F>
            ? { [K in keyof F]: ValueOf<F[K]> }
            : never

type RangedKeys<F> = { [K in keyof F]: F[K] extends Ranged ? K : never }[keyof F]

/** What a schema encodes from: as it decodes, but fields that not every version has may be left out. */
export type InputOf<S> =
  S extends Ranged<infer I>
    ? InputOf<I>
    : S extends Scalar<infer K>
      ? ScalarTypes[K]
      : S extends ArraySchema<infer E>
        ? readonly InputOf<E>[]
        : S extends NullableArraySchema<infer E>
          ? readonly InputOf<E>[] | null
          : S extends Struct<infer F>
            ? { readonly [K in Exclude<keyof F, RangedKeys<F>>]: InputOf<F[K]> } & {
                readonly [K in RangedKeys<F>]?: InputOf<F[K]>
              }
            : never

const scalar = <K extends ScalarKind>(type: K): Scalar<K> => ({ kind: 'scalar', type })

export const int8 = scalar('int8')
export const int16 = scalar('int16')
export const int32 = scalar('int32')
export const int64 = scalar('int64')
export const boolean = scalar('boolean')
export const string = scalar('string')
export const nullableString = scalar('nullableString')
export const bytes = scalar('bytes')
export const nullableBytes = scalar('nullableBytes')
export const records = scalar('records')

export function array<const E extends Schema>(element: E): ArraySchema<E> {
  return { kind: 'array', element }
}

/** An array that may be null, from `nullableSince` on (0: always could). */
export function nullableArray<const E extends Schema>(element: E, nullableSince = 0): NullableArraySchema<E> {
  return { kind: 'nullableArray', element, nullableSince }
}

export function struct<const F extends Fields>(fields: F): Struct<F> {
  return { kind: 'struct', fields }
}

/** A field that came with version `version`. */
export function since<const S extends Schema>(version: number, schema: S, fallback: ValueOf<S>): Ranged<S> {
  return { kind: 'ranged', schema, since: version, until: Infinity, fallback }
}

/** A field of the versions `first` to `last`. */
export function between<const S extends Schema>(
  first: number,
  last: number,
  schema: S,
  fallback: ValueOf<S>,
): Ranged<S> {
  return { kind: 'ranged', schema, since: first, until: last, fallback }
}
