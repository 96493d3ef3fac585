import { createWorld } from "../../test/support/app";
import type { Started } from "./processes";
import type { Stage } from "./stage";
import { openWriter } from "./writer";

/** Creates an empty installation with an owner, which an import needs. */
export async function makeInstallation(url: string): Promise<void> {
  const writer = await openWriter(url);
  try {
    const { ownerId } = await createWorld(writer.database, writer.execute);
    await writer.database.prisma.installation.create({ data: { owner_id: ownerId } });
  } finally {
    await writer.close();
  }
}

/** Starts `npm run import` over a database. It has succeeded if it exits with 0. */
export function startImport(stage: Stage, databaseUrl: string, path: string): Started {
  return stage.node(["--import", "tsx", "src/cli/import.ts", path], {
    core: "server",
    probed: false,
    env: { DATABASE_URL: databaseUrl },
  });
}

export async function succeeded(program: Started): Promise<void> {
  const code = await program.exited;
  if (code !== 0) throw new Error(`the import ended with ${code}: ${program.output()}`);
}
