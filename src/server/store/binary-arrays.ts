import type { ColumnType } from "./tables";

/**
 * An array parameter in PostgreSQL's binary form (`array_send`). As text, every quote of every payload would be escaped here and
 * unescaped there, which took longer than deciding what to write.
 */
export function binaryArray(type: ColumnType, values: readonly unknown[]): Buffer {
  const writer = new ArrayWriter(values.length);
  const hasNulls = values.some((value) => value === null || value === undefined);
  const dimensions = values.length === 0 ? [] : [values.length, 1];
  for (const word of [dimensions.length / 2, hasNulls ? 1 : 0, typeIds[type], ...dimensions]) writer.int32(word);
  for (const value of values) {
    if (value === null || value === undefined) writer.int32(-1);
    else writeElement[type](writer, value);
  }
  return writer.written();
}

/** `pg_type.oid` of the elements. */
const typeIds: { readonly [T in ColumnType]: number } = {
  bool: 16,
  int8: 20,
  int4: 23,
  text: 25,
  timestamptz: 1184,
  jsonb: 3802,
};

const writeElement: { readonly [T in ColumnType]: (writer: ArrayWriter, value: unknown) => void } = {
  bool: (writer, value) => {
    writer.int32(1);
    writer.byte(value === true ? 1 : 0);
  },
  int8: (writer, value) => {
    writer.int32(8);
    writer.int64(Number(value));
  },
  int4: (writer, value) => {
    writer.int32(4);
    writer.int32(Number(value));
  },
  text: (writer, value) => writer.sized(() => writer.text(String(value))),
  timestamptz: (writer, value) => {
    writer.int32(8);
    writer.int64((Date.parse(String(value)) - postgresEpochMs) * 1_000);
  },
  jsonb: (writer, value) =>
    writer.sized(() => {
      writer.byte(jsonbVersion);
      writer.text(JSON.stringify(value));
    }),
};

/** PostgreSQL counts microseconds from the year 2000. */
const postgresEpochMs = Date.UTC(2000, 0, 1);
const jsonbVersion = 1;

/** A UTF-16 unit takes at most this many bytes in UTF-8. */
const bytesPerUnitMax = 3;

class ArrayWriter {
  private buffer: Buffer;
  private length = 0;

  constructor(elements: number) {
    this.buffer = Buffer.allocUnsafe(32 + elements * 40);
  }

  byte(value: number): void {
    this.reserve(1);
    this.length = this.buffer.writeUInt8(value, this.length);
  }

  int32(value: number): void {
    this.reserve(4);
    this.length = this.buffer.writeInt32BE(value, this.length);
  }

  /** Exact for whole numbers that JavaScript holds exactly. */
  int64(value: number): void {
    const high = Math.floor(value / 2 ** 32);
    this.int32(high);
    this.reserve(4);
    this.length = this.buffer.writeUInt32BE(value - high * 2 ** 32, this.length);
  }

  text(value: string): void {
    this.reserve(value.length * bytesPerUnitMax);
    this.length += this.buffer.write(value, this.length);
  }

  /** What is written, with its length before it. */
  sized(write: () => void): void {
    const start = this.length;
    this.int32(0);
    write();
    this.buffer.writeInt32BE(this.length - start - 4, start);
  }

  written(): Buffer {
    return this.buffer.subarray(0, this.length);
  }

  private reserve(bytes: number): void {
    if (this.length + bytes <= this.buffer.length) return;
    const larger = Buffer.allocUnsafe(Math.max(this.buffer.length * 2, this.length + bytes));
    this.buffer.copy(larger, 0, 0, this.length);
    this.buffer = larger;
  }
}
