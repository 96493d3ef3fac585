import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import { chmod, link, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Env } from "../../env";
import { codeOf, ignoreExisting } from "./system-errors";

/**
 * Secrets that earlier versions created and kept in files, by their names. They now come from the installation's secret
 * (`installation-key.ts`); a file that is left still applies.
 */
export const secretFiles = { setup: "setup-secret", nextauth: "nextauth-secret" } as const;

/** The file of the token for the metrics, if the environment names none. It belongs to the machine: a backup leaves it out. */
export const metricsTokenFile = "metrics-token";

/** The environment with the secrets that an earlier version left in the data folder. Values that are set take precedence. */
export async function withLeftSecrets<T extends Pick<Env, "setupSecret" | "nextauthSecret">>(
  env: T,
  folder: string,
): Promise<T> {
  const setupSecret = env.setupSecret ?? (await readSecret(join(folder, secretFiles.setup)));
  const nextauthSecret = env.nextauthSecret ?? (await readSecret(join(folder, secretFiles.nextauth)));
  return { ...env, setupSecret, nextauthSecret };
}

/** Compares digests, so that the time it takes reveals neither the content nor the length of a secret. */
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

/** An emptied file holds no secret, and would block a new one. */
async function removeEmptied(file: string): Promise<void> {
  const content = await readFile(file, "utf8").catch(() => null);
  if (content?.trim() === "") await rm(file, { force: true });
}

function digestOf(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}

async function readSecret(file: string): Promise<string | undefined> {
  try {
    const secret = (await readFile(file, "utf8")).trim();
    await chmod(file, 0o600);
    return secret === "" ? undefined : secret;
  } catch (error) {
    if (codeOf(error) === "ENOENT") return undefined;
    if (codeOf(error) !== "EISDIR") throw error;
    throw new Error(`${file} is a folder, and must be a file. Move it away and start again.`);
  }
}
