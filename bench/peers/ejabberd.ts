import { readdirSync, readFileSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { freePort } from "../../src/server/db/built-in/postmaster";
import type { Started } from "../support/processes";
import type { Stage } from "../support/stage";

export type Ejabberd = { readonly server: Started; readonly port: number; readonly room: string; readonly url: string };

const libraries = "/usr/lib/x86_64-linux-gnu";
const tables = "/usr/share/ejabberd/sql/pg.sql";

/** Debian's ejabberd in its own folder, with one scheduler and its archive in the stage's PostgreSQL; null if not installed. */
export async function startEjabberd(stage: Stage): Promise<Ejabberd | null> {
  const release = installed();
  if (release === null) return null;
  const folder = await mkdtemp(join(tmpdir(), "parley-bench-ejabberd-"));
  stage.onClose(() => rm(folder, { recursive: true, force: true }));
  const url = await stage.postgres.database({ search_path: "ejabberd" });
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(`create schema ejabberd; ${readFileSync(tables, "utf8")}`);
  await client.end();
  const port = await freePort();
  const config = join(folder, "ejabberd.yml");
  await writeFile(config, configuration(new URL(url), port));
  const server = stage.program(
    [
      ...["erl", "+S", "1:1", "+K", "true", "+P", "250000", "-noinput", "-pa", join(release, "ebin")],
      ...["-mnesia", "dir", `"${folder}/database"`, "-s", "ejabberd"],
    ],
    "server",
    { HOME: folder, EJABBERD_CONFIG_PATH: config, EJABBERD_LOG_PATH: join(folder, "ejabberd.log") },
  );
  await untilListening(server, port);
  return { server, port, room: "bench@conference.localhost", url };
}

function installed(): string | null {
  try {
    const name = readdirSync(libraries).find((entry) => /^ejabberd-[\d.]+$/u.test(entry));
    readFileSync(tables);
    return name === undefined ? null : join(libraries, name);
  } catch {
    return null;
  }
}

function configuration({ hostname, port, username, password, pathname }: URL, ownPort: number): string {
  return JSON.stringify({
    hosts: ["localhost"],
    loglevel: "error",
    auth_method: ["anonymous"],
    anonymous_protocol: "sasl_anon",
    allow_multiple_connections: true,
    sql_type: "pgsql",
    sql_server: hostname,
    sql_port: Number(port),
    sql_database: pathname.slice(1),
    sql_username: username,
    sql_password: decodeURIComponent(password),
    sql_pool_size: 10,
    listen: [{ port: ownPort, ip: "127.0.0.1", module: "ejabberd_c2s", starttls: false }],
    access_rules: { everybody: [{ allow: "all" }] },
    modules: {
      mod_mam: { db_type: "sql", default: "never" },
      mod_muc: {
        ...{ access: "everybody", access_create: "everybody", access_persistent: "everybody", access_mam: "everybody" },
        history_size: 0,
        default_room_options: { mam: true, persistent: true, presence_broadcast: [] },
      },
    },
  });
}

async function untilListening(server: Started, port: number): Promise<void> {
  const { connect } = await import("node:net");
  let isOver = false;
  void server.exited.then(() => {
    isOver = true;
  });
  for (;;) {
    const socket = connect(port, "127.0.0.1");
    const isOpen = await new Promise<boolean>((resolve) => {
      socket.once("connect", () => resolve(true)).once("error", () => resolve(false));
    });
    socket.destroy();
    if (isOpen) return;
    if (isOver) throw new Error(`ejabberd ended: ${server.output()}`);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}
