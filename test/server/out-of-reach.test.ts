import pg from "pg";
import { expect, test } from "vitest";
import { refusalOf } from "../../src/doors/http/refusal";
import { type Database, openDatabase } from "../../src/server/db/client";
import { isOutOfReach } from "../../src/server/db/out-of-reach";
import { createTestDatabase } from "../support/database";

function coded(code: string): Error {
  return Object.assign(new Error("something"), { code });
}

test.each([
  ...["ENOTFOUND", "EAI_AGAIN", "EHOSTUNREACH", "ENETUNREACH", "ECONNREFUSED", "ECONNRESET", "ETIMEDOUT", "EPIPE"],
  ...["08006", "53300", "57P01", "25006", "28P01", "3D000", "P1001"],
])("%s, itself or as a cause, says that the database is out of reach, and callers are told to come back", (code) => {
  for (const error of [
    coded(code),
    new Error("outer", { cause: coded(code) }),
    new AggregateError([coded(code)], "each address failed"),
  ]) {
    expect(isOutOfReach(error)).toBe(true);
    expect(refusalOf(error).code).toBe("not_ready");
  }
});

test.each(["23505", "42P01", "22P02", "57014", "ENOENT", "P2002"])("%s is a fault, and no outage", (code) => {
  expect(isOutOfReach(coded(code))).toBe(false);
  expect(refusalOf(coded(code)).code).toBe("internal");
});

test("no error at all, and one that is its own cause, is no outage", () => {
  const circular = new Error("circular");
  circular.cause = circular;
  for (const error of [undefined, null, "ECONNREFUSED", circular]) expect(isOutOfReach(error)).toBe(false);
});

/** What each of the two ways to a database says of it. */
async function faultsOf(url: string): Promise<unknown[]> {
  const database: Database = openDatabase(url, { connectionsMax: 2 });
  try {
    const asked = [database.pool.query("select 1"), database.prisma.user.count()];
    return (await Promise.allSettled(asked)).map((one) => (one.status === "rejected" ? one.reason : "no fault"));
  } finally {
    await database.close();
  }
}

test("a host whose name does not resolve, a password that no longer fits and a database that is gone are outages to every driver", async () => {
  const database = await createTestDatabase({ migrated: false });
  const stranger = new URL(database.url);
  stranger.password = "another";
  const gone = new URL(database.url);
  gone.pathname = "/gone";
  for (const url of ["postgresql://parley@database.invalid/parley", stranger.href, gone.href]) {
    for (const fault of await faultsOf(url)) {
      expect(isOutOfReach(fault), `${url}: ${JSON.stringify(fault)} ${fault}`).toBe(true);
    }
  }
  await database.close();
});

test("a server that only reads is out of reach for whoever writes", async () => {
  const database = await createTestDatabase();
  const { pathname } = new URL(database.url);
  await database.pool.query(
    `alter database ${pg.escapeIdentifier(pathname.slice(1))} set default_transaction_read_only = on`,
  );
  const again = openDatabase(database.url, { connectionsMax: 1 });
  const fault = await again.prisma.user.deleteMany().catch((error: unknown) => error);
  expect(isOutOfReach(fault), String(fault)).toBe(true);
  await again.close();
  await database.close();
});
