import { createHash, randomBytes } from "node:crypto";
import { once } from "node:events";
import { linkSync, renameSync, rmSync } from "node:fs";
import { connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { step } from "./steps.mjs";

/**
 * Does work that only one process at a time may do in this folder, and waits for a process that is doing it now. Where the system
 * allows, the lock is a name without a file, which is free again as soon as the process dies, however it dies.
 */
export async function alone(work) {
  const lock = await takeLock(addressOf(process.cwd()));
  try {
    return await work();
  } finally {
    lock.free();
  }
}

async function takeLock(address) {
  for (;;) {
    const lock = await tryLock(address);
    if (lock !== undefined) return lock;
    await waitForHolder(address);
  }
}

/**
 * Listens at the address, which only one process can do. Processes that wait connect: they receive the holder's process id, and
 * the holder closes the connection when it is done.
 */
async function tryLock(address) {
  const waiting = new Set();
  const server = createServer((socket) => {
    waiting.add(socket.on("error", () => undefined));
    socket.write(String(process.pid));
  });
  try {
    server.listen(address);
    await once(server, "listening");
  } catch (error) {
    if (error.code === "EADDRINUSE") return undefined;
    throw error;
  }
  server.unref();
  const free = () => {
    server.close();
    for (const socket of waiting) socket.destroy();
  };
  return { free };
}

/** Waits until the holder closes the connection, as it does when it is done or dies. */
async function waitForHolder(address) {
  const holder = connect(address);
  const hungUp = new Promise((resolve) => holder.once("close", resolve));
  const refused = new Promise((resolve) => holder.once("error", resolve));
  const said = await Promise.race([new Promise((resolve) => holder.once("data", resolve)), refused, hungUp]);
  if (said instanceof Buffer) {
    await step(`Waiting for process ${said}, which is setting Parley up in this folder`, () => hungUp);
  } else if (said?.code === "ECONNREFUSED" && isFile(address)) {
    await removeDead(address);
  }
  holder.destroy();
}

/**
 * Moves the name of a dead socket away and checks again: another process may have started to listen under it in between. That one
 * gets its name back.
 */
async function removeDead(address) {
  const away = `${address}.${randomBytes(6).toString("hex")}`;
  try {
    renameSync(address, away);
  } catch (error) {
    if (error.code === "ENOENT") return;
    throw error;
  }
  if (await isListening(away)) linkSync(away, address);
  rmSync(away, { force: true });
}

function isListening(address) {
  return new Promise((resolve) => {
    const socket = connect(address, () => resolve(true)).once("error", () => resolve(false));
    socket.once("close", () => resolve(false)).once("connect", () => socket.destroy());
  });
}

function addressOf(folder) {
  const name = `parley-set-up-${createHash("sha256").update(folder).digest("hex").slice(0, 24)}`;
  if (process.platform === "linux") return `\0${name}`;
  return process.platform === "win32" ? `\\\\.\\pipe\\${name}` : join(tmpdir(), `${name}.sock`);
}

function isFile(address) {
  return address.startsWith(tmpdir());
}
