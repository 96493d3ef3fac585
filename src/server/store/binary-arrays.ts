import type { ColumnType } from "./tables";

/**
 * An array parameter in PostgreSQL's binary form (`array_send`). As text, every quote in every payload would be escaped here and
 * unescaped there, which took longer than deciding what to write.
 */
export function binaryArray(type: ColumnType, values: readonly unknown[]): Buffer {
  return binaryColumns(
    { value: type },
    values.map((value) => ({ value })),
  )[0] as Buffer;
}

/** One such array for each column of the rows, all in one buffer. */
export function binaryColumns(columns: Readonly<Record<string, ColumnType>>, rows: readonly Row[]): Buffer[] {
  const writer = new ArrayWriter(rows.length * Object.keys(columns).length);
  const arrays: Buffer[] = [];
  for (const column in columns) arrays.push(writeArray(writer, { type: columns[column] as ColumnType, column, rows }));
  return arrays;
}

type Row = Readonly<Record<string, unknown>>;

type Column = { readonly type: ColumnType; readonly column: string; readonly rows: readonly Row[] };

/** The offset of an array's flag for NULLs, after the number of its dimensions. */
const hasNullsAt = 4;

function writeArray(writer: ArrayWriter, { type, column, rows }: Column): Buffer {
  const write = writeElement[type];
  writer.begin();
  writer.int32(rows.length === 0 ? 0 : 1);
  writer.int32(0);
  writer.int32(typeIds[type]);
  if (rows.length > 0) {
    writer.int32(rows.length);
    writer.int32(1);
  }
  for (const row of rows) {
    const value = row[column];
    if (value === null || value === undefined) {
      writer.int32(-1);
      writer.setInt32(1, hasNullsAt);
    } else write(writer, value);
  }
  return writer.end();
}

/** `pg_type.oid` of the elements. */
const typeIds: { readonly [T in ColumnType]: number } = {
  bool: 16,
  int8: 20,
  int4: 23,
  text: 25,
  timestamptz: 1184,
  json: 114,
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
  text: (writer, value) => writer.text(String(value)),
  timestamptz: (writer, value) => {
    writer.int32(8);
    writer.int64((Date.parse(String(value)) - postgresEpochMs) * 1_000);
  },
  json: (writer, value) => writer.text(JSON.stringify(value)),
  jsonb: (writer, value) => writer.text(jsonbVersion + JSON.stringify(value)),
};

/** PostgreSQL counts microseconds from the year 2000. */
const postgresEpochMs = Date.UTC(2000, 0, 1);
/** The version byte before the text of a `jsonb`. */
const jsonbVersion = "\u0001";

/** A UTF-16 unit takes at most this many bytes in UTF-8. */
const bytesPerUnitMax = 3;

/** Texts up to this length are copied character by character: calling the native encoder takes longer. */
const shortLength = 64;

/** Writes arrays one after another. A full buffer is left to the arrays in it, and the next one is larger. */
class ArrayWriter {
  private bytes: Buffer;
  private start = 0;
  private length = 0;

  constructor(elements: number) {
    this.bytes = Buffer.allocUnsafe(64 + elements * 24);
  }

  begin(): void {
    this.start = this.length;
  }

  /** The bytes written since `begin`. */
  end(): Buffer {
    return this.bytes.subarray(this.start, this.length);
  }

  byte(value: number): void {
    this.reserve(1);
    this.bytes[this.length++] = value;
  }

  int32(value: number): void {
    this.reserve(4);
    this.length += 4;
    this.setInt32(value, this.length - 4 - this.start);
  }

  /** Overwrites the integer at an offset from the start of the array. */
  setInt32(value: number, offset: number): void {
    const { bytes } = this;
    const at = this.start + offset;
    bytes[at] = value >>> 24;
    bytes[at + 1] = value >>> 16;
    bytes[at + 2] = value >>> 8;
    bytes[at + 3] = value;
  }

  /** Exact for integers that JavaScript represents exactly. */
  int64(value: number): void {
    const high = Math.floor(value / 2 ** 32);
    this.int32(high);
    this.int32(value - high * 2 ** 32);
  }

  /** A text, with its length in bytes before it. */
  text(value: string): void {
    const sizeAt = this.length - this.start;
    this.int32(0);
    this.reserve(value.length * bytesPerUnitMax);
    this.length = this.copyShort(value) ?? this.length + this.bytes.write(value, this.length);
    this.setInt32(this.length - this.start - sizeAt - 4, sizeAt);
  }

  /** Writes a short ASCII text and returns the offset after it; returns null for any other text. */
  private copyShort(value: string): number | null {
    if (value.length > shortLength) return null;
    for (let index = 0; index < value.length; index += 1) {
      const unit = value.charCodeAt(index);
      if (unit > 0x7f) return null;
      this.bytes[this.length + index] = unit;
    }
    return this.length + value.length;
  }

  private reserve(count: number): void {
    if (this.length + count <= this.bytes.length) return;
    const begun = this.end();
    this.bytes = Buffer.allocUnsafe(Math.max(this.bytes.length, 2 * (begun.length + count)));
    begun.copy(this.bytes);
    this.start = 0;
    this.length = begun.length;
  }
}
