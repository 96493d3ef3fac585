import { randomBytes } from "node:crypto";
import { closeSync, constants, openSync, readlinkSync } from "node:fs";
import { access, mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { connect, createServer, type Server } from "node:net";
import { hostname } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { z } from "zod";
import { removeLeftovers } from "./leftovers";
import { codeOf, ignoreExisting } from "./system-errors";

/** The things that only one process at a time may hold: the data folder itself, and the right to run its PostgreSQL. */
export type ClaimKind = "owner" | "postgres";

/** A claim on a data folder. The kernel holds it until the last process that has its socket open ends. */
export type Claim = {
  /** The descriptor of its socket. A child that inherits it shares the claim. */
  readonly fd: number;
  /** Ends this process's part. The files stay when a child has `inherited` the socket, since the child still holds the claim. */
  release(end?: { readonly inherited: boolean }): Promise<void>;
};

/** The process that took a claim. */
export type Holder = z.infer<typeof holderSchema>;

const holderSchema = z.object({
  pid: z.int(),
  host: z.string(),
  since: z.iso.datetime(),
  /** The namespaces of its process; empty where the system has none. */
  place: z.string(),
});

const folderName = "in-use";
const rivalPatienceMs = 2_000;
const rivalLookMs = 10;

/** The shortest limit of the systems that Parley runs on, minus the terminating zero. */
const socketPathBytesMax = 103;

/**
 * Takes a claim on a data folder; null when somebody else has it. Of many that try at once exactly one gets it, whatever
 * containers they run in, as long as they share the folder and the kernel. Throws where the folder cannot hold Unix sockets.
 *
 * A claim is a listening socket under a unique name in the folder. A claimant publishes its name first and then looks for
 * others, so that of two claimants at least one sees the other. Published names are alive from the beginning and never
 * reused, so anybody may remove a dead one.
 */
export async function tryClaim(dataFolder: string, kind: ClaimKind): Promise<Claim | null> {
  const folder = join(dataFolder, folderName);
  await mkdir(folder, { mode: 0o700 }).catch(ignoreExisting);
  await removeLeftovers(folder, (left) => left.startsWith("draft-"));
  const name = `${kind}-${randomBytes(8).toString("hex")}`;
  const server = await publish(folder, name);
  const claim: Claim = {
    fd: descriptorOf(server),
    release: async ({ inherited } = { inherited: false }) => {
      if (!inherited) await removeNames(folder, name);
      await new Promise((resolve) => server.close(resolve));
    },
  };
  const isOurs = await prevails(folder, { kind, name }).catch(async (error: unknown) => {
    await claim.release();
    throw error;
  });
  if (isOurs) return claim;
  await claim.release();
  return null;
}

/** The process that holds a data folder; null when none does, and while one is still taking it. */
export async function findHolder(dataFolder: string, kind: ClaimKind): Promise<Holder | null> {
  const folder = join(dataFolder, folderName);
  const holders = (await findLive(folder, kind)).filter(({ hasWon }) => hasWon);
  return holders[0] === undefined ? null : readHolder(folder, holders[0].name);
}

/** Whether a holder runs in other namespaces, where its processes and ports cannot be reached from here. */
export function isElsewhere({ place }: Holder): boolean {
  return place !== ownPlace();
}

/** Describes a holder for use in a sentence. */
export function describeHolder({ pid, host, since }: Holder): string {
  return `pid ${pid} on ${host}, since ${since.slice(0, 19).replace("T", " ")} UTC`;
}

type Live = { readonly name: string; readonly hasWon: boolean };

/** Waits for rivals that must give way. Gives way to those that have won or come before us in name order. */
async function prevails(folder: string, { kind, name }: { kind: ClaimKind; name: string }): Promise<boolean> {
  const begun = Date.now();
  for (;;) {
    const rivals = (await findLive(folder, kind)).filter((rival) => rival.name !== name);
    if (rivals.length === 0) break;
    if (rivals.some((rival) => rival.hasWon || rival.name < name)) return false;
    if (Date.now() - begun > rivalPatienceMs) return false;
    await pause(rivalLookMs);
  }
  const holder: Holder = { pid: process.pid, host: hostname(), since: new Date().toISOString(), place: ownPlace() };
  const draft = join(folder, `draft-${name}.json`);
  await writeFile(draft, JSON.stringify(holder), { mode: 0o600 });
  await rename(draft, holderFile(folder, name));
  return true;
}

/** The claims of a kind that a process holds or is taking. Removes the names of processes that have ended. */
async function findLive(folder: string, kind: ClaimKind): Promise<Live[]> {
  const names = (await readdir(folder).catch(ignoreMissing)).filter((name) =>
    new RegExp(`^${kind}-[0-9a-f]+$`, "u").test(name),
  );
  const live: Live[] = [];
  for (const name of names) {
    if (!(await isAlive(folder, name))) await removeNames(folder, name);
    else live.push({ name, hasWon: await exists(holderFile(folder, name)) });
  }
  return live;
}

/** Listens under a draft name first, since a name that is visible before it is alive would be taken for dead. */
async function publish(folder: string, name: string): Promise<Server> {
  const server = createServer((caller) => caller.destroy()).unref();
  try {
    await withSocketPath(folder, `draft-${name}`, (path) => listen(server, path));
    await rename(join(folder, `draft-${name}`), join(folder, name));
    return server;
  } catch (error) {
    server.close();
    throw new Error(
      `Parley cannot make a Unix socket in ${folder} (${codeOf(error)}). The socket shows other processes that the folder is in use: ` +
        "keep PARLEY_DATA_DIR on a file system that supports sockets, or set DATABASE_URL.",
      { cause: error },
    );
  }
}

function listen(server: Server, path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(path, () => {
      server.off("error", reject);
      server.on("error", () => undefined);
      resolve();
    });
  });
}

/** Whether a process listens. Only a refusal or a missing socket proves that none does: any other error counts as a process. */
function isAlive(folder: string, name: string): Promise<boolean> {
  return withSocketPath(
    folder,
    name,
    (path) =>
      new Promise<boolean>((resolve) => {
        const socket = connect(path);
        const settle = (alive: boolean) => {
          resolve(alive);
          socket.destroy();
        };
        socket.once("connect", () => settle(true));
        socket.once("error", (error) => settle(!["ECONNREFUSED", "ENOENT"].includes(codeOf(error))));
      }),
  );
}

/**
 * Passes on a socket path that is short enough for the system: through the folder's
 * descriptor when the folder's own path is long.
 */
async function withSocketPath<T>(folder: string, name: string, use: (path: string) => Promise<T>): Promise<T> {
  const path = join(folder, name);
  if (Buffer.byteLength(path) <= socketPathBytesMax) return use(path);
  if (process.platform !== "linux") throw Object.assign(new Error("the path is too long"), { code: "ENAMETOOLONG" });
  const fd = openSync(folder, constants.O_RDONLY | constants.O_DIRECTORY);
  try {
    return await use(`/proc/self/fd/${fd}/${name}`);
  } finally {
    closeSync(fd);
  }
}

async function readHolder(folder: string, name: string): Promise<Holder> {
  const text = await readFile(holderFile(folder, name), "utf8").catch(() => "null");
  const unknown: Holder = { pid: 0, host: "an unknown host", since: new Date(0).toISOString(), place: "unknown" };
  return holderSchema.catch(unknown).parse(JSON.parse(text));
}

async function removeNames(folder: string, name: string): Promise<void> {
  await rm(join(folder, name), { force: true });
  await rm(holderFile(folder, name), { force: true });
}

function holderFile(folder: string, name: string): string {
  return join(folder, `${name}.json`);
}

function descriptorOf(server: Server): number {
  const fd: unknown = Reflect.get(Object(Reflect.get(server, "_handle")), "fd");
  if (typeof fd !== "number") throw new Error("The descriptor of a socket cannot be found in this version of Node.js.");
  return fd;
}

function ownPlace(): string {
  return ["pid", "net"].map(namespaceOf).join(" ").trim();
}

function namespaceOf(kind: string): string {
  try {
    return readlinkSync(`/proc/self/ns/${kind}`);
  } catch {
    return "";
  }
}

function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

function ignoreMissing(error: unknown): string[] {
  if (codeOf(error) === "ENOENT") return [];
  throw error;
}
