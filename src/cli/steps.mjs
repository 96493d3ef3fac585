import { spawn } from "node:child_process";
import { statfsSync } from "node:fs";
import { constants } from "node:os";
import { basename } from "node:path";
import { fileURLToPath } from "node:url";
import { hearEndings } from "../process/endings.mjs";
import { outliveOutputFaults } from "../process/output-faults.mjs";

/** A failure that is reported by its message, without a stack. */
export class StepError extends Error {}

const supervisor = fileURLToPath(new URL("supervise.mjs", import.meta.url));
const hasGroups = process.platform !== "win32";
/** How long a program may take to end after it is told to. */
const endPatienceMs = 5_000;
/** Nothing in Parley works with less. */
const freeBytesMin = 1_000_000;

/** The programs that run for this process now, each with a function that sends it a signal. */
const running = new Map();
let guards = 0;
let stopHearing;
let interruptedBy;

outliveOutputFaults();

/** Prints the title of a step, runs it, and prints how long it took. While it runs, the elapsed time is shown. */
export async function step(title, run) {
  const begun = Date.now();
  const seconds = () => `${((Date.now() - begun) / 1000).toFixed(1)} s`;
  const hideTime = process.stdout.isTTY ? showTimeInPlace(title, seconds) : showTimeInLines(title, seconds);
  const result = await guarded(run).finally(hideTime);
  process.stdout.write(`✓ ${title} (${seconds()})\n`);
  return result;
}

/** On a terminal: one line with the elapsed seconds. Returns a function that removes it. */
function showTimeInPlace(title, seconds) {
  const show = () => process.stdout.write(`\r· ${title} … ${seconds()} `);
  show();
  const ticker = setInterval(show, 1_000);
  return () => {
    clearInterval(ticker);
    process.stdout.write("\r\x1b[K");
  };
}

/** In a file or a log: a line now and then. Returns a function that stops them. */
function showTimeInLines(title, seconds) {
  process.stdout.write(`· ${title} …\n`);
  const ticker = setInterval(() => process.stdout.write(`  … ${title} (${seconds()})\n`), 15_000);
  return () => clearInterval(ticker);
}

/** Ends this process gracefully if the npm that started it is killed without passing on a signal. */
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

/**
 * Runs a program quietly, and no longer than this process lives. If it fails, its output becomes the error, with the signal that
 * ended it and a note about a full disk.
 */
export async function quietly(command, args, { failure = `${command} failed`, ...options } = {}) {
  const supervised = [supervisor, command, ...args];
  const stdio = ["pipe", "pipe", "pipe"];
  const ending = await run(process.execPath, supervised, { ...options, stdio, detached: hasGroups });
  if (ending.code === 0) return ending.output;
  throw stepError(failure, { ...ending, program: basename(command === process.execPath ? args[0] : command) });
}

/** Runs a program on this terminal and returns its exit code. A signal counts as failure. */
export async function openly(command, args, options = {}) {
  const { code } = await run(command, args, { ...options, stdio: "inherit" });
  return code ?? 1;
}

/** A failed step in words: what failed, why as far as it is known, and the output of the program. */
export function stepError(failure, { signal = null, output, program }) {
  const reasons = [
    ...(signal === null ? [] : [`${program} was ended by ${signal}`]),
    ...(isDiskFull(output) ? [`there is no space left on the disk of ${process.cwd()}`] : []),
  ];
  const reason = reasons.length === 0 ? "" : ` ${reasons.join(", and ")}.`;
  return new StepError(`${failure}:${reason}\n${output.trim()}`.trim());
}

/** Prints a fault as one clear sentence and exits with a non-zero code. */
export function fail(error) {
  process.stderr.write(`${told(error)}\n`);
  process.exit(1);
}

/** The message is enough for a failed step or a system error; a bug of ours needs its stack. */
export function told(error) {
  if (error instanceof StepError) return error.message;
  if (error?.syscall === undefined) return error?.stack ?? error;
  return isDiskFull(error.message) ? `There is no space left on the disk: ${error.message}` : error.message;
}

/** A program that fails because of a full disk may not say so, and npm frees space again before it ends. */
function isDiskFull(output) {
  return /ENOSPC|EDQUOT|no space left|quota exceeded/i.test(output) || freeBytes() < freeBytesMin;
}

function freeBytes() {
  const { bavail, bsize } = statfsSync(process.cwd());
  return bavail * bsize;
}

function run(command, args, options) {
  return guarded(() => {
    const child = spawn(command, args, options);
    running.set(child, (signal) => kill(child, signal, options));
    let output = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding("utf8").on("data", (text) => {
        output += text;
      });
    }
    return new Promise((resolve, reject) => {
      child.once("error", reject);
      child.once("close", (code, signal) => {
        running.delete(child);
        if (interruptedBy !== undefined) leaveInterrupted();
        else resolve({ code, signal, output });
      });
    });
  });
}

/**
 * While work is in progress, a signal ends the programs that run for it, each with its whole group if it has one, and then this
 * process, with the exit code that a shell gives. A second signal does not wait.
 */
async function guarded(work) {
  if (guards === 0) stopHearing = hearEndings({ first: interrupt, again: () => endRunning("SIGKILL") });
  guards += 1;
  try {
    return await work();
  } finally {
    guards -= 1;
    if (guards === 0) stopHearing();
  }
}

function interrupt(signal) {
  interruptedBy = signal;
  endRunning("SIGTERM");
  setTimeout(() => endRunning("SIGKILL"), endPatienceMs).unref();
}

function endRunning(ending) {
  for (const send of running.values()) send(ending);
  leaveInterrupted();
}

function leaveInterrupted() {
  if (running.size > 0) return;
  if (process.stdout.isTTY) process.stdout.write("\n");
  process.stderr.write("Interrupted. The next start continues from here.\n");
  process.exit(128 + constants.signals[interruptedBy]);
}

function kill(child, signal, { detached = false }) {
  if (!detached) return child.kill(signal);
  try {
    return process.kill(-child.pid, signal);
  } catch {
    // It has already ended.
    return false;
  }
}
