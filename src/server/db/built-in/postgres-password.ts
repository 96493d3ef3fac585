import { spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import type { Claim } from "../../files/claims";
import { postgresAccount } from "./postgres-account";
import { type Cluster, postgresEnvironment, postgresPrograms, superuser } from "./postgres-cluster";

/**
 * Sets the superuser's password of a stopped cluster to the one kept beside it, after that file was emptied or lost. Needs no
 * password: PostgreSQL's single-user mode only needs the files. Safe to repeat.
 */
export async function resetPassword(cluster: Cluster, claim: Claim): Promise<void> {
  const { postgres } = await postgresPrograms();
  const { file, args, options } = postgresAccount(postgres, cluster.folder).as(postgres, [
    ...["--single", "-D", cluster.folder],
    ...["-c", "log_min_messages=fatal", "-c", "password_encryption=scram-sha-256"],
    "postgres",
  ]);
  const child = spawn(file, args, {
    ...options,
    env: postgresEnvironment,
    stdio: ["pipe", "ignore", "pipe", claim.fd],
  });
  const { stdin, stderr } = child;
  if (stdin === null || stderr === null) throw new Error("The streams of a program are missing.");
  stdin.on("error", () => undefined);
  stdin.end(`alter role ${superuser} password '${cluster.password.replaceAll("'", "''")}';\n`);
  const [complaint, [exitCode]] = await Promise.all([text(stderr), once(child, "close")]);
  if (exitCode !== 0 || complaint.trim() !== "")
    throw new Error(`The password of the PostgreSQL in ${cluster.folder} could not be set again: ${complaint.trim()}`);
}
