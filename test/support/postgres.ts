import pg from "pg";
import type { TestProject } from "vitest/node";
import { startTemporaryPostgres } from "../../src/server/db/built-in/temporary-postgres";
import { migrate } from "../../src/server/db/migrations/migrate";

declare module "vitest" {
  interface ProvidedContext {
    /** The address of the run's PostgreSQL, with `DATABASE` as a placeholder for a database's name. */
    postgres: string;
  }
}

/** Starts one PostgreSQL for the projects of a run, with a migrated database to copy. */
export default async function setup({ vitest }: TestProject): Promise<(() => Promise<void>) | undefined> {
  if ("postgres" in vitest.getProvidedContext()) return undefined;
  const postgres = await startTemporaryPostgres();
  const admin = new pg.Client({ connectionString: postgres.urlOf("postgres") });
  await admin.connect();
  await admin.query("CREATE DATABASE template_parley");
  await admin.end();
  await migrate(postgres.urlOf("template_parley"));
  vitest.provide("postgres", postgres.urlOf("DATABASE"));
  return postgres.close;
}
