import { constants, fstatSync, openSync, writeSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";
import { isatty } from "node:tty";
import { outliveOutputFaults } from "../../process/output-faults.mjs";

/** Lines on their way to where they are read. Nothing here ever throws, waits, or fails those who write. */
export type Output = {
  /** Writes a line, or drops and counts it. */
  write(line: string): void;
  /** How many lines have been dropped so far. */
  dropped(): number;
  /** Called when lines were dropped and writing may work again; it writes a line that says so. */
  explainBy(explain: (lost: Lost) => void): void;
  /** Waits a moment for what is under way. */
  flush(withinMs: number): Promise<void>;
};

/** Lines that were dropped since the last report. */
export type Lost = { readonly count: number; readonly reason: string };

/** Puts a line out and says once whether that failed, at once or later. */
type Sink = {
  put(line: string, done: (error: Error | null) => void): void;
  waiting(): number;
};

/** What waits for a reader that does not read; more is dropped. */
const waitingBytesMax = 1024 * 1024;
const tryAgainMs = 1_000;
const resumeMs = 50;

let standard: Output | undefined;

/** The standard output of this process: of the log, and of what is said on the console. */
export function standardOutput(): Output {
  standard ??= openOutput(1);
  return standard;
}

function openOutput(fd: number): Output {
  // Others write to it, too: Next.js, and libraries.
  outliveOutputFaults();
  const sink = openSink(fd);
  let droppedCount = 0;
  let lost: Lost = { count: 0, reason: "" };
  let explain: (lost: Lost) => void = () => undefined;
  /** What the line that is written now tells of. */
  let telling: Lost | null = null;
  let isTelling = false;
  let timer: NodeJS.Timeout | undefined;

  function write(line: string): void {
    if (telling !== null) tell(line, telling);
    else sink.put(line, (error) => (error === null ? explainLost() : drop(error)));
  }

  function drop(error: Error): void {
    droppedCount += 1;
    lost = { count: lost.count + 1, reason: "code" in error ? String(error.code) : error.message };
    timer ??= setInterval(explainLost, tryAgainMs).unref();
  }

  /** What is lost stays so until a line that says it has gone out. */
  function explainLost(): void {
    if (lost.count === 0 || isTelling) return;
    telling = lost;
    explain(lost);
    telling = null;
  }

  function tell(line: string, told: Lost): void {
    isTelling = true;
    sink.put(line, (error) => {
      isTelling = false;
      if (error !== null) return;
      lost = { ...lost, count: lost.count - told.count };
      if (lost.count > 0) return;
      clearInterval(timer);
      timer = undefined;
    });
  }

  return {
    write,
    dropped: () => droppedCount,
    explainBy: (by) => {
      explain = by;
    },
    flush: async (withinMs) => {
      const begun = performance.now();
      while (sink.waiting() > 0 && performance.now() - begun < withinMs) await pause(10);
    },
  };
}

/** Pipes and sockets are never waited for by Node.js itself; files and terminals are written to here. */
function openSink(fd: number): Sink {
  try {
    const stat = fstatSync(fd);
    if (stat.isFIFO() || stat.isSocket()) return streamSink(process.stdout);
  } catch {
    return { put: (_, done) => done(new Error("there is no standard output")), waiting: () => 0 };
  }
  return descriptorSink(isatty(fd) ? reopened(fd) : fd);
}

function streamSink(stream: NodeJS.WriteStream): Sink {
  return {
    put: (line, done) => {
      if (stream.writableLength + line.length > waitingBytesMax) return done(new Error("nobody reads it"));
      stream.write(line, (error) => done(error ?? null));
    },
    waiting: () => stream.writableLength,
  };
}

/** A terminal that is held must not hold the process. It has to be opened anew, since others share how it was opened first. */
function reopened(fd: number): number {
  try {
    return openSync(`/proc/self/fd/${fd}`, constants.O_WRONLY | constants.O_NONBLOCK | constants.O_NOCTTY);
  } catch {
    return fd;
  }
}

function descriptorSink(fd: number): Sink {
  let rest = Buffer.alloc(0);
  let isTorn = false;
  let isWaiting = false;
  /** The writer of the last line. */
  let last: (error: Error) => void = () => undefined;

  /** Writes what it can; throws what is not a matter of waiting. */
  function advance(): void {
    while (rest.length > 0) {
      try {
        rest = rest.subarray(writeSync(fd, rest));
      } catch (error) {
        if (!isBusy(error)) throw error;
        if (!isWaiting) setTimeout(resume, resumeMs).unref();
        isWaiting = true;
        return;
      }
    }
  }

  function resume(): void {
    isWaiting = false;
    try {
      advance();
    } catch (error) {
      isTorn = true;
      rest = Buffer.alloc(0);
      last(asError(error));
    }
  }

  return {
    put: (line, done) => {
      if (rest.length + line.length > waitingBytesMax) return done(new Error("nobody reads it"));
      last = done;
      const bytes = Buffer.from(isTorn ? `\n${line}` : line);
      rest = rest.length === 0 ? bytes : Buffer.concat([rest, bytes]);
      try {
        advance();
        isTorn = false;
        done(null);
      } catch (error) {
        // A line of which a part went out must not run into the next one.
        isTorn ||= rest.length < bytes.length;
        rest = Buffer.alloc(0);
        done(asError(error));
      }
    },
    waiting: () => rest.length,
  };
}

function isBusy(error: unknown): boolean {
  return error instanceof Error && "code" in error && (error.code === "EAGAIN" || error.code === "EBUSY");
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
