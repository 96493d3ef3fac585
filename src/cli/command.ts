import { outliveOutputFaults } from "../process/output-faults.mjs";
import { messageOf } from "../server/system-errors";

/** Runs a command-line tool: a fault is told in its own words, and the exit code says that there was one. */
export async function command(main: () => Promise<void>): Promise<void> {
  outliveOutputFaults();
  try {
    await main();
  } catch (error) {
    process.stderr.write(`${messageOf(error)}\n`);
    process.exitCode = 1;
  }
}
