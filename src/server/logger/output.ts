import { constants, fstatSync, openSync, writeSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";
import { isatty } from "node:tty";
import { outliveOutputFaults } from "../../process/output-faults.mjs";

/** Lines on their way to their reader. Nothing here ever throws, waits, or fails the callers. */
export type Output = {
  /** Writes a line, or drops and counts it. */
  write(line: string): void;
  /** The number of lines dropped so far. */
  dropped(): number;
  /** Sets a function that is called when lines were dropped and writing may work again. It writes a line that says so. */
  explainBy(explain: (lost: Lost) => void): void;
  /** Waits a moment for lines that are still being written. */
  flush(withinMs: number): Promise<void>;
};

/** The lines dropped since the last report. */
export type Lost = { readonly count: number; readonly reason: string };

/** Writes a line and reports once whether that failed, at once or later. */
type Sink = {
  put(line: string, done: (error: Error | null) => void): void;
  waiting(): number;
};

/** The most bytes that wait for a reader that does not read. More are dropped. */
const waitingBytesMax = 1024 * 1024;
const tryAgainMs = 1_000;
const resumeMs = 50;

let standard: Output | undefined;

/** The standard output of this process, for the log and for console messages. */
export function standardOutput(): Output {
  standard ??= openOutput(1);
  return standard;
}

function openOutput(fd: number): Output {
  // Next.js and libraries also write to it.
  outliveOutputFaults();
  const sink = openSink(fd);
  let droppedCount = 0;
  let lost: Lost = { count: 0, reason: "" };
  let explain: (lost: Lost) => void = () => undefined;
  /** The loss that the current line reports. */
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

  /** A loss remains until a line that reports it has been written. */
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

/** Node.js itself never blocks on pipes and sockets; files and terminals are written to here. */
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

/**
 * A paused terminal must not block the process. It has to be reopened, since other processes share the mode of the first opening.
 */
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
  /** The callback of the last line. */
  let last: (error: Error) => void = () => undefined;

  /** Writes as much as it can. Throws errors that waiting does not resolve. */
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
        // A partly written line must not run into the next one.
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
