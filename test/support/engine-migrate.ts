import { applyByEngine } from "./migration-folder";

// Migrates as earlier versions did: `engine-migrate.ts URL`.
try {
  process.stdout.write(`${(await applyByEngine(process.argv[2] ?? "")).join("\n")}\ndone\n`);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
  process.exit(1);
}
