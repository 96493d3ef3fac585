import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync, watch } from "node:fs";
import { fileURLToPath } from "node:url";
import { hearEndings } from "../process/endings.mjs";
import { filesOf, setUp } from "./setup.mjs";
import { told } from "./steps.mjs";

/** The sources and settings of the server. Next itself follows the pages, and files that only they use. */
const sources = [
  ...["domain", "language", "server", "doors", "process", "env.ts", "build.ts", "running.ts"].map(
    (name) => `src/${name}`,
  ),
  ...["server.ts", "prisma/schema.prisma", "package.json", "package-lock.json", ".env"],
];
/** The folders to watch. The top folder is watched without subfolders, since many of them are generated. */
const folders = [
  { path: "src", recursive: true },
  { path: "prisma", recursive: false },
  { path: ".", recursive: false },
];
/** An editor, or a change of branches, writes several files in a row. */
const settleMs = 100;

const supervisor = fileURLToPath(new URL("supervise.mjs", import.meta.url));
const hasGroups = process.platform !== "win32";

/** Runs the server from its sources until somebody ends it, and restarts it when one of them has changed. */
export async function followSources() {
  let server;
  let isTold = false;
  hearEndings({
    first: () => {
      isTold = true;
      if (server) end(server);
      else process.exit(0);
    },
    again: () => server && end(server),
  });
  for (let isFirst = true; ; isFirst = false) {
    const before = read();
    if (isFirst || (await isSetUp())) server = startServer();
    const ended = server && once(server, "exit").then(([code]) => ({ code: code ?? 1 }));
    const change = nextChange(before);
    const first = await Promise.race([change.happened, ...(ended ? [ended] : [])]);
    if ("code" in first) {
      server = undefined;
      // As from a build: a server that cannot start at all says why and ends.
      if (isTold || isFirst) process.exit(first.code);
      process.stdout.write("Parley has ended. It starts again when a source changes.\n");
    }
    const { name } = await change.happened;
    process.stdout.write(`${name} has changed: Parley starts again.\n`);
    if (server) {
      end(server);
      await ended;
      server = undefined;
    }
    if (isTold) process.exit(0);
  }
}

/** Builds what a change needs, such as the client of a changed schema. A fault in it is printed, and fixed by a later change. */
async function isSetUp() {
  try {
    await setUp();
    return true;
  } catch (error) {
    process.stderr.write(`${told(error)}\n`);
    return false;
  }
}

/** The server ends with this process, however this process ends. */
function startServer() {
  const command = [process.execPath, "--import", "tsx", "server.ts"];
  return spawn(process.execPath, [supervisor, ...command], {
    stdio: ["pipe", "inherit", "inherit"],
    detached: hasGroups,
  });
}

function end(server) {
  if (server.exitCode !== null || server.signalCode !== null) return;
  if (hasGroups) process.kill(-server.pid, "SIGTERM");
  else server.kill();
}

/** The text of every source, by name. */
function read() {
  return new Map(
    sources
      .filter(existsSync)
      .flatMap(filesOf)
      .map((file) => [file, readFileSync(file, "utf8")]),
  );
}

/** `happened` resolves with the name of a source as soon as one has changed. */
function nextChange(before) {
  const happened = new Promise((resolve) => {
    let timer;
    const look = () => {
      const name = changedSince(before);
      if (name === undefined) return;
      for (const watcher of watchers) watcher.close();
      resolve({ name });
    };
    const watchers = folders.map(({ path, recursive }) =>
      watch(path, { recursive }, () => {
        clearTimeout(timer);
        timer = setTimeout(look, settleMs);
      }),
    );
    // For changes made before the watchers started.
    timer = setTimeout(look, settleMs);
  });
  return { happened };
}

/** Undefined while nothing has changed, and while a source cannot be read because it is being written. */
function changedSince(before) {
  try {
    const now = read();
    return [...new Set([...before.keys(), ...now.keys()])].find((name) => before.get(name) !== now.get(name));
  } catch {
    return undefined;
  }
}
