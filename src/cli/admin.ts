import { parseArgs } from "node:util";
import { loadEnv } from "../env";
import { makeLoginLink, makeSetupLink } from "../server/auth/operator-links";
import { newId } from "../server/context";
import { openDatabase } from "../server/db/client";
import { withLeftSecrets } from "../server/secrets";
import { command } from "./command";
import { openInstallation } from "./installation";
import { interrupted } from "./interruption";

const usage = `Usage: npm run admin -- setup-link          prints the link that sets Parley up, until it is used
       npm run admin -- login-link EMAIL    prints a link that signs in a person who has an account, or who has just asked for one with an invite`;

type Request = { readonly name: "setup-link" } | { readonly name: "login-link"; readonly email: string };

await command(() => main(readArguments()));

/** Prints what an operator asks for, with the server running or stopped. */
async function main(request: Request): Promise<void> {
  const given = loadEnv();
  const installation = await openInstallation("guest", interrupted(new Error("Interrupted: no link was made.")));
  const database = openDatabase(installation.url, { connectionsMax: 2 });
  try {
    const env = await withLeftSecrets(given, installation.dataFolder);
    const place = { env, database, clock: () => new Date(), newId };
    if (request.name === "setup-link") {
      say(`Set Parley up: ${await makeSetupLink(place)}`);
    } else {
      const { email, url } = await makeLoginLink(place, request.email);
      say(`Sign-in link for ${email} (15 minutes, once): ${url}`);
    }
  } finally {
    await database.close();
    await installation.close();
  }
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

function readArguments(): Request {
  const [name, email, ...others] = positionals();
  if (name === "setup-link" && email === undefined) return { name };
  if (name === "login-link" && email !== undefined && others.length === 0) return { name, email };
  throw new Error(usage);
}

function positionals(): string[] {
  try {
    return parseArgs({ options: {}, allowPositionals: true }).positionals;
  } catch (error) {
    throw new Error(`${error instanceof Error ? error.message : error}\n${usage}`);
  }
}
