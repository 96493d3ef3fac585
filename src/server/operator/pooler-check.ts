import pg from "pg";
import type { Env } from "../../env";
import { demandDirectConnection, PooledConnection } from "../db/direct-connection";
import { messageOf } from "../files/system-errors";
import { type Finding, fail, ok } from "./finding";

const patienceMs = 5_000;
const rounds = 4;

/**
 * Checks whether there is a pooler, whether it keeps named statements apart, and whether connections that need their own session
 * bypass it. `direct` is a session at the address that migrations use.
 */
export async function checkPooler(env: Env, direct: pg.Client): Promise<Finding[]> {
  if (env.databaseUrl === undefined) return [ok("pooler", "None: the PostgreSQL is built in.")];
  const directUrl = env.databaseDirectUrl ?? env.databaseUrl;
  const findings = [...(await checkDirect(direct, directUrl)), ...(await checkPooled(env.databaseUrl, direct))];
  if (findings.length > 0) return findings;
  const isApart = directUrl !== env.databaseUrl;
  return [
    ok(
      "pooler",
      isApart
        ? "DATABASE_URL and DATABASE_DIRECT_URL reach the same database, and migrations go around the pooler."
        : "DATABASE_URL gives every connection a session of its own.",
    ),
  ];
}

async function checkDirect(direct: pg.Client, url: string): Promise<Finding[]> {
  try {
    await demandDirectConnection(direct, url);
    return [];
  } catch (error) {
    if (!(error instanceof PooledConnection)) throw error;
    const { host, pathname } = new URL(url);
    return [
      fail(
        "pooler",
        `${host}${pathname} is a pooler in transaction mode, which cannot carry migrations or notifications.`,
        "Set DATABASE_DIRECT_URL to the address that reaches the same database without the pooler.",
      ),
    ];
  }
}

async function checkPooled(url: string, direct: pg.Client): Promise<Finding[]> {
  const connections = [openClient(url), openClient(url)] as const;
  try {
    for (const connection of connections) await connection.connect();
    const [first] = connections;
    if ((await identityOf(first)) !== (await identityOf(direct)))
      return [
        fail(
          "pooler",
          "DATABASE_URL and DATABASE_DIRECT_URL lead to different databases.",
          "Give both the address of one database, by way of the pooler and without it.",
        ),
      ];
    return await checkStatements(connections);
  } catch (error) {
    return [
      fail(
        "pooler",
        `DATABASE_URL gives no two connections: ${messageOf(error)}.`,
        "Let the pooler take at least 30 clients.",
      ),
    ];
  } finally {
    for (const connection of connections) void connection.end().catch(() => undefined);
  }
}

function openClient(url: string): pg.Client {
  const client = new pg.Client({
    connectionString: url,
    application_name: "parley doctor",
    connectionTimeoutMillis: patienceMs,
    query_timeout: patienceMs,
  });
  client.on("error", () => undefined);
  return client;
}

/** Equal for two connections to one database of one server, however they get there. */
async function identityOf(connection: pg.Client): Promise<string> {
  const { rows } = await connection.query<{ identity: string }>(
    `select pg_postmaster_start_time()::text || ' ' || oid as identity from pg_database where datname = current_database()`,
  );
  return rows[0]?.identity ?? "";
}

/** Two connections give one name to different statements, as two processes of Parley may. Each must get the answer to its own. */
async function checkStatements(connections: readonly pg.Client[]): Promise<Finding[]> {
  try {
    for (let round = 0; round < rounds; round += 1)
      for (const [index, connection] of connections.entries()) await askByName(connection, index);
    return [];
  } catch (error) {
    return [
      fail(
        "pooler",
        `The pooler of DATABASE_URL mixes up named statements: ${messageOf(error)}.`,
        "Use PgBouncer 1.21 or newer with max_prepared_statements, or the session mode.",
      ),
    ];
  }
}

async function askByName(connection: pg.Client, index: number): Promise<void> {
  const { rows } = await connection.query<{ answer: number }>({ name: "doctor", text: `select ${index} as answer` });
  if (rows[0]?.answer !== index) throw new Error("one connection was answered for another");
}
