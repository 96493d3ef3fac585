import { type ParseArgsConfig, parseArgs } from "node:util";
import { outliveOutputFaults } from "../process/output-faults.mjs";
import { messageOf } from "../server/files/system-errors";
import { UsageFault } from "./running/usage-fault";
import { helpIfAsked, usages } from "./usages.mjs";

/**
 * Runs a command-line tool: answers a request for help at once, prints the message of a fault, and then sets the exit code to 1.
 */
export async function command(name: keyof typeof usages, main: () => Promise<void>): Promise<void> {
  outliveOutputFaults();
  helpIfAsked(name, process.argv.slice(2));
  try {
    await main();
  } catch (error) {
    const usage = error instanceof UsageFault ? `\nUsage: ${usages[name]}` : "";
    process.stderr.write(`${messageOf(error)}${usage}\n`);
    process.exitCode = 1;
  }
}

/** Parses the arguments of this process. Throws a `UsageFault` for those that the description does not contain. */
export function readArguments<const T extends ParseArgsConfig>(description: T): ReturnType<typeof parseArgs<T>> {
  try {
    return parseArgs<T>(description);
  } catch (error) {
    throw new UsageFault(messageOf(error));
  }
}

/** For a command that takes no arguments. */
export function refuseArguments(): void {
  readArguments({ options: {}, allowPositionals: false });
}
