import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test as base } from "@playwright/test";
import { startTemporaryPostgres } from "../../../src/server/db/built-in/temporary-postgres";
import { migrate } from "../../../src/server/db/migrations/migrate";
import { type Crossroads, startCrossroads } from "../../support/crossroads";
import { setupSecret, startServer } from "../../support/parley";
import { freePort } from "../../support/ports";
import { makeSecondBuild } from "../../support/second-build";
import { type Address, owner, type Person, type Workspace, workspaceOf } from "./people";

/** Servers of two builds over one database, behind one address. */
export type Deployment = {
  readonly address: Address;
  readonly roads: Crossroads;
  readonly old: string;
  readonly next: string;
  readonly oldBuild: string;
  readonly nextBuild: string;
  readonly who: Person;
  readonly workspace: Workspace;
};

/** Playwright's test with the worker's own deployment. */
export const test = base.extend<object, { deployment: Deployment }>({
  deployment: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the fixtures that are wanted from this pattern.
    async ({}, use) => {
      const second = makeSecondBuild();
      const folder = mkdtempSync(join(tmpdir(), "parley-data-"));
      const postgres = await startTemporaryPostgres();
      const DATABASE_URL = postgres.urlOf("postgres");
      await migrate(DATABASE_URL);
      const roads = await startCrossroads();
      const settings = async (name: string) => ({
        DATABASE_URL,
        PARLEY_URL: roads.url,
        PARLEY_DATA_DIR: join(folder, name),
        PARLEY_RATE_LIMITS: "off",
        PARLEY_LOCAL_TOKENS: "1",
        PORT: String(await freePort()),
      });
      const [ofOld, ofNext] = [await settings("old"), await settings("next")];
      const programs = [startServer(ofOld), second.start(ofNext)];
      await Promise.all(programs.map((program) => program.says(/Parley is ready/u)));
      const [old, next] = [`http://127.0.0.1:${ofOld.PORT}`, `http://127.0.0.1:${ofNext.PORT}`];
      roads.lead(() => old);
      const address = { url: roads.url, setupSecret };
      const who = await owner(address);
      const workspace = await workspaceOf(address, who, []);
      await use({
        address,
        roads,
        old,
        next,
        oldBuild: readFileSync(".next/BUILD_ID", "utf8"),
        nextBuild: second.id,
        who,
        workspace,
      });
      await roads.close();
      await Promise.all(programs.map((program) => program.end("SIGKILL")));
      await postgres.close();
      second.remove();
      rmSync(folder, { recursive: true, force: true });
    },
    { scope: "worker" },
  ],
});

/** Alternates the server with each request, like a stateless balancer. */
export function inTurn({ old, next }: Deployment): () => string {
  let count = 0;
  return () => (count++ % 2 === 0 ? old : next);
}
