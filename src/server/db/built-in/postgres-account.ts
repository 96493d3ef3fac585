import { spawnSync } from "node:child_process";
import { readFileSync, statSync } from "node:fs";

/** How to run PostgreSQL's programs. PostgreSQL refuses root, so root runs them as a `postgres` account. */
export interface PostgresAccount {
  /** The owner of the cluster's files; undefined when they belong to the user who runs Parley. */
  readonly owner: Owner | undefined;
  /** The command to spawn so that the program runs as that owner. */
  readonly as: (program: string, args: readonly string[]) => Spawnable;
}

interface Owner {
  readonly uid: number;
  readonly gid: number;
}

interface Spawnable {
  readonly file: string;
  readonly args: string[];
  readonly options: { readonly cwd: string; readonly uid?: number; readonly gid?: number };
}

/**
 * Finds the account that can run a program and enter a folder. As root, that is the folder's owner or else `postgres`, which is
 * created if missing. Throws when the account cannot reach them, for example below a closed home folder without `setpriv`.
 */
export function postgresAccount(program: string, folder: string): PostgresAccount {
  if (process.getuid?.() !== 0) return { owner: undefined, as: plainly };
  const owner = ownerOf(folder) ?? findUser() ?? makeUser();
  const candidates = [asUser(owner), asUserWith("dac_read_search", owner), asUserWith("dac_override", owner)];
  const as = candidates.find((candidate) => reaches(candidate, program, folder));
  if (as !== undefined) return { owner, as };
  throw new Error(
    `Parley runs as root, but its PostgreSQL runs as another user, who cannot enter ${folder} or run ${program}: ` +
      "run Parley as another user, or move Parley and PARLEY_DATA_DIR to a folder that every user can enter.",
  );
}

function plainly(file: string, args: readonly string[]): Spawnable {
  return { file, args: [...args], options: { cwd: "/" } };
}

function asUser(owner: Owner): PostgresAccount["as"] {
  return (file, args) => ({ file, args: [...args], options: { cwd: "/", ...owner } });
}

/**
 * An ambient capability lets the account pass through closed parent folders without a change of permissions. The secure bit makes
 * the capability count when a program checks its own access (`access`), as initdb does.
 */
function asUserWith(capability: string, { uid, gid }: Owner): PostgresAccount["as"] {
  const identity = [`--reuid=${uid}`, `--regid=${gid}`, "--clear-groups", "--securebits=+no_setuid_fixup"];
  const ambient = [`--inh-caps=+${capability}`, `--ambient-caps=+${capability}`];
  return (program, args) => plainly("setpriv", [...identity, ...ambient, "--", program, ...args]);
}

function reaches(as: PostgresAccount["as"], program: string, folder: string): boolean {
  const { file, args, options } = as("/bin/sh", ["-c", 'cd "$1" && test -x "$0"', program, folder]);
  return spawnSync(file, args, { ...options, stdio: "ignore" }).status === 0;
}

function ownerOf(folder: string): Owner | undefined {
  const { uid, gid } = statSync(folder);
  return uid === 0 ? undefined : { uid, gid };
}

function makeUser(): Owner {
  spawnSync("useradd", ["--system", "--user-group", "--no-create-home", "--shell", "/usr/sbin/nologin", "postgres"]);
  const made = findUser();
  if (made !== undefined) return made;
  throw new Error(
    'PostgreSQL does not run as root, and no user "postgres" could be made: run Parley as another user, or set DATABASE_URL.',
  );
}

function findUser(): Owner | undefined {
  const lines = readFileSync("/etc/passwd", "utf8").split("\n");
  const [, , uid, gid] = lines.find((line) => line.startsWith("postgres:"))?.split(":") ?? [];
  return uid === undefined || gid === undefined ? undefined : { uid: Number(uid), gid: Number(gid) };
}
