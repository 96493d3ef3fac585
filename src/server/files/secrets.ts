import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import { chmod, link, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Env } from "../../env";
import { codeOf, ignoreExisting } from "./system-errors";

/**
 * Secrets that earlier versions made and kept in files, by their names. Now they come from the secret of the installation
 * (`installation-key.ts`); where a file is left, it goes on holding.
 */
export const secretFiles = { setup: "setup-secret", nextauth: "nextauth-secret" } as const;

/** What opens the metrics where the environment names no token. It belongs to the machine: a backup leaves it out. */
export const metricsTokenFile = "metrics-token";

/** The environment with the secrets that an earlier version left in the data folder; what is set comes first. */
export async function withLeftSecrets<T extends Pick<Env, "setupSecret" | "nextauthSecret">>(
  env: T,
  folder: string,
): Promise<T> {
  const setupSecret = env.setupSecret ?? (await readSecret(join(folder, secretFiles.setup)));
  const nextauthSecret = env.nextauthSecret ?? (await readSecret(join(folder, secretFiles.nextauth)));
  return { ...env, setupSecret, nextauthSecret };
}

/** Compares by digests, so that neither the content nor the length of a secret shows in the time it takes. */
export function isSame(given: string, secret: string): boolean {
  return timingSafeEqual(digestOf(given), digestOf(secret));
}

/**
 * Returns the secret in a file of the folder, and creates it (256 bits, mode 0600) the first time.
 * Safe to repeat and to call from several processes at once: all get the same one.
 */
export async function keepSecret(folder: string, name: string): Promise<string> {
  const file = join(folder, name);
  const kept = await readSecret(file);
  if (kept !== undefined) return kept;
  await removeEmptied(file);
  const draft = `${file}.${randomBytes(6).toString("hex")}`;
  await writeFile(draft, `${randomBytes(32).toString("base64url")}\n`, { mode: 0o600, flush: true });
  await link(draft, file).catch(ignoreExisting);
  await rm(draft, { force: true });
  return (await readSecret(file)) ?? Promise.reject(new Error(`The file ${file} is empty; remove it and start again.`));
}

/** A file that was emptied holds no secret, and would stand in the way of one. */
async function removeEmptied(file: string): Promise<void> {
  const content = await readFile(file, "utf8").catch(() => null);
  if (content?.trim() === "") await rm(file, { force: true });
}

function digestOf(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}

async function readSecret(file: string): Promise<string | undefined> {
  try {
    await chmod(file, 0o600);
    const secret = (await readFile(file, "utf8")).trim();
    return secret === "" ? undefined : secret;
  } catch (error) {
    if (codeOf(error) === "ENOENT") return undefined;
    throw error;
  }
}
