import { openEmbeddedPostgres } from "../../src/server/db/built-in/embedded-postgres";

// Holds a data folder's PostgreSQL until SIGTERM: `postgres-holder.ts FOLDER owner|guest`. Prints its address when it is ready.
const [, , dataDir = "", role] = process.argv;
process.stdin.resume();
try {
  const postgres = await openEmbeddedPostgres({
    dataDir,
    role: role === "guest" ? "guest" : "owner",
    onNotice: (notice) => process.stdout.write(`${notice}\n`),
  });
  process.once("SIGTERM", () => void postgres.close().then(() => process.exit(0)));
  process.stdout.write(`${postgres.url}\n`);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
  process.exit(1);
}
