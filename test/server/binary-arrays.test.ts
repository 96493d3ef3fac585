import { afterAll, expect, test } from "vitest";
import { binaryArray } from "../../src/server/store/binary-arrays";
import type { ColumnType } from "../../src/server/store/tables";
import { createTestDatabase } from "../support/database";

const database = await createTestDatabase();
afterAll(() => database.close());

const values: Record<ColumnType, readonly unknown[]> = {
  text: ["", "plain", 'a "quoted" \\ {brace}, comma', "ünïcödé 🙂", null, "x".repeat(100_000)],
  int4: [0, -1, 2_147_483_647, null],
  int8: [0, -1, 1_000_000_000_001, Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER, null],
  bool: [true, false, null],
  timestamptz: ["2026-11-25T22:30:00.123Z", "1999-12-31T23:59:59.999Z", "1969-07-20T20:17:40.000Z", null],
  json: [{ text: 'a "quoted" \\ line\nand 🙂', list: [1, null] }, [], "text", 7, null],
  jsonb: [{ text: 'a "quoted" \\ line\nand 🙂', list: [1, null] }, [], "text", 7, null],
};

test.each(Object.keys(values) as ColumnType[])("PostgreSQL reads an array of %s as it was given", async (type) => {
  const { rows } = await database.pool.query(`select value from unnest($1::${type}[]) as given(value)`, [
    binaryArray(type, values[type]),
  ]);
  const read = rows.map(({ value }) => (value instanceof Date ? value.toISOString() : value));
  expect(read).toEqual(
    type === "int8" ? values.int8.map((value) => (value === null ? null : String(value))) : values[type],
  );
});

test("an array without elements is one", async () => {
  const { rows } = await database.pool.query("select cardinality($1::text[]) as size", [binaryArray("text", [])]);
  expect(rows).toEqual([{ size: 0 }]);
});
