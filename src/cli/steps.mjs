import { spawn } from "node:child_process";

/** A failure that is told in its own words, without a stack. */
export class StepError extends Error {}

/** Says what is being done, does it, and says how long it took; while it lasts it reports every ten seconds. */
export async function step(title, run) {
  const begun = Date.now();
  const seconds = () => `${((Date.now() - begun) / 1000).toFixed(1)} s`;
  process.stdout.write(`· ${title} …\n`);
  const ticker = setInterval(() => process.stdout.write(`  … still ${lowerFirst(title)} (${seconds()})\n`), 10_000);
  try {
    const result = await run();
    process.stdout.write(`✓ ${title} (${seconds()})\n`);
    return result;
  } finally {
    clearInterval(ticker);
  }
}

/** Ends this process, politely, when the npm that started it is killed without a word. */
export function endWithParent() {
  const parent = process.ppid;
  if (process.env.npm_lifecycle_event === undefined) return;
  const watch = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(watch);
    process.kill(process.pid, "SIGTERM");
  }, 250);
  watch.unref();
}

/** Runs a program quietly; when it fails, what it printed becomes the error. */
export async function quietly(command, args, options = {}) {
  const { code, output } = await run(command, args, { ...options, stdio: ["ignore", "pipe", "pipe"] });
  if (code !== 0) throw new StepError(`${options.failure ?? `${command} failed`}:\n${output.trim()}`);
  return output;
}

/** Runs a program on this terminal and answers its exit code; a signal counts as failure. */
export async function openly(command, args, options = {}) {
  const { code } = await run(command, args, { ...options, stdio: "inherit" });
  return code;
}

/** Prints a fault as one clear sentence and leaves with a non-zero code. */
export function fail(error) {
  process.stderr.write(`${error instanceof StepError ? error.message : (error?.stack ?? error)}\n`);
  process.exit(1);
}

function run(command, args, { failure: _, ...options }) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, options);
    const endBoth = () => {
      child.kill("SIGTERM");
      process.exit(143);
    };
    let output = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding("utf8").on("data", (text) => {
        output += text;
      });
    }
    process.once("SIGTERM", endBoth);
    child.once("error", reject);
    child.once("close", (code) => {
      process.off("SIGTERM", endBoth);
      resolve({ code: code ?? 1, output });
    });
  });
}

function lowerFirst(text) {
  return text[0].toLowerCase() + text.slice(1);
}
