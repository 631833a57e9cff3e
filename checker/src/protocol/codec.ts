import { MalformedFrame } from './malformed-frame.ts'
import type { Reader } from './reader.ts'
import type { Fields, InputOf, Ranged, ScalarKind, Schema, ValueOf } from './schema.ts'
import type { Writer } from './writer.ts'

/**
 * Reads one value of `schema` as version `version` has it. Buffers in it are views on the reader's buffer.
 * Throws MalformedFrame for lengths and counts that cannot be.
 */
export function readValue<S extends Schema>(schema: S, reader: Reader, version: number): ValueOf<S> {
  return read(schema, reader, version) as ValueOf<S>
}

/** Writes `value` as version `version` of `schema` has it. */
export function writeValue<S extends Schema>(schema: S, writer: Writer, version: number, value: InputOf<S>): void {
  write(schema, writer, version, value)
}

/** Whether version `version` has the field. */
export function hasField(field: Schema | Ranged, version: number): boolean {
  return field.kind !== 'ranged' || (version >= field.since && version <= field.until)
}

function read(schema: Schema, reader: Reader, version: number): unknown {
  switch (schema.kind) {
    case 'scalar':
      return readScalar[schema.type](reader)
    case 'array':
      return readArray(schema.element, reader, version, false)
    case 'nullableArray':
      return readArray(schema.element, reader, version, version >= schema.nullableSince)
    case 'struct':
      return readStruct(schema.fields, reader, version)
  }
}

function readStruct(fields: Fields, reader: Reader, version: number): Record<string, unknown> {
  const value: Record<string, unknown> = {}
  for (const name in fields) {
    const field = fields[name] as Schema | Ranged
    if (field.kind !== 'ranged') value[name] = read(field, reader, version)
    else value[name] = hasField(field, version) ? read(field.schema, reader, version) : field.fallback
  }
  return value
}

function readArray(element: Schema, reader: Reader, version: number, nullable: boolean): unknown[] | null {
  const count = reader.int32()
  if (count === -1 && nullable) return null
  // No element takes less than a byte: a larger count is a lie, and nothing is allocated for it.
  if (count < 0 || count > reader.remaining) throw new MalformedFrame(`an array of ${String(count)} elements`)
  const values: unknown[] = []
  for (let index = 0; index < count; index++) values.push(read(element, reader, version))
  return values
}

const readScalar: Record<ScalarKind, (reader: Reader) => unknown> = {
  int8: (reader) => reader.int8(),
  int16: (reader) => reader.int16(),
  int32: (reader) => reader.int32(),
  int64: (reader) => reader.int64(),
  boolean: (reader) => reader.int8() !== 0,
  string: (reader) => required(readString(reader)),
  nullableString: readString,
  bytes: (reader) => required(readBytes(reader)),
  nullableBytes: readBytes,
  records: readBytes,
}

function readString(reader: Reader): string | null {
  const length = reader.int16()
  return length === -1 ? null : reader.text(length)
}

function readBytes(reader: Reader): Buffer | null {
  const length = reader.int32()
  return length === -1 ? null : reader.bytes(length)
}

function required<T>(value: T | null): T {
  if (value === null) throw new MalformedFrame('null where a value is required')
  return value
}

function write(schema: Schema, writer: Writer, version: number, value: unknown): void {
  switch (schema.kind) {
    case 'scalar':
      writeScalar(schema.type, writer, value)
      return
    case 'array':
    case 'nullableArray':
      writeArray(schema.element, writer, version, value as readonly unknown[] | null)
      return
    case 'struct':
      writeStruct(schema.fields, writer, version, value as Record<string, unknown>)
  }
}

function writeStruct(fields: Fields, writer: Writer, version: number, value: Record<string, unknown>): void {
  for (const name in fields) {
    const field = fields[name] as Schema | Ranged
    if (field.kind !== 'ranged') write(field, writer, version, value[name])
    else if (hasField(field, version)) {
      const given = value[name]
      write(field.schema, writer, version, given === undefined ? field.fallback : given)
    }
  }
}

function writeArray(element: Schema, writer: Writer, version: number, values: readonly unknown[] | null): void {
  writer.int32(values === null ? -1 : values.length)
  if (values !== null) for (const value of values) write(element, writer, version, value)
}

function writeScalar(type: ScalarKind, writer: Writer, value: unknown): void {
  switch (type) {
    case 'int64':
      writer.int64(value as bigint)
      return
    case 'boolean':
      writer.int8(value === true ? 1 : 0)
      return
    case 'string':
    case 'nullableString':
      writeString(writer, value as string | null)
      return
    case 'bytes':
    case 'nullableBytes':
    case 'records':
      writeBytes(writer, value as Buffer | null)
      return
    default:
      writer[type](value as number)
  }
}

function writeString(writer: Writer, value: string | null): void {
  const encoded = value === null ? null : Buffer.from(value)
  writer.int16(encoded === null ? -1 : encoded.length)
  if (encoded !== null) writer.bytes(encoded)
}

function writeBytes(writer: Writer, value: Buffer | null): void {
  writer.int32(value === null ? -1 : value.length)
  if (value !== null) writer.bytes(value)
}
