import pg from "pg";
import { type MigrationState, migrationState } from "./migrate";

/** Thrown for a database that Parley has never used. */
export class EmptyDatabase extends Error {
  override readonly name = "EmptyDatabase";
  override readonly message = "This database is empty: start Parley once, or run `npm run migrate`.";
}

/** Throws an error of one sentence unless a database has every migration of this version. Changes nothing. */
export async function demandCurrent(url: string): Promise<void> {
  const session = new pg.Client({ connectionString: url, application_name: "parley" });
  session.on("error", () => undefined);
  try {
    await session.connect();
    refuseOld(await migrationState(session));
  } finally {
    await session.end().catch(() => undefined);
  }
}

function refuseOld({ isEmpty, missing }: MigrationState): void {
  if (isEmpty) throw new EmptyDatabase();
  if (missing.length === 0) return;
  const what = missing.length === 1 ? "a migration" : `${missing.length} migrations`;
  throw new Error(`This database is of an earlier version and lacks ${what}: run \`npm run migrate\` first.`);
}
