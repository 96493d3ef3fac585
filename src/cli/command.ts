import { outliveOutputFaults } from "../process/output-faults.mjs";

/** Runs a command-line tool: a fault is told in its own words, and the exit code says that there was one. */
export async function command(main: () => Promise<void>): Promise<void> {
  outliveOutputFaults();
  try {
    await main();
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  }
}
