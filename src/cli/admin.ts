import { consumers } from "./admin/consumers";
import { doctor } from "./admin/doctor";
import { printLoginLink, printSetupLink } from "./admin/links";
import { handOver, listUsers, signOutEverywhere } from "./admin/people";
import { mailTest } from "./admin/test-mail";
import { command, readArguments } from "./command";
import { UsageFault } from "./running/usage-fault";

/** The operator's commands, each with the number of words that it takes. */
const requests = {
  "setup-link": { words: [0, 0], run: printSetupLink },
  "login-link": { words: [1, 1], run: printLoginLink },
  users: { words: [0, 0], run: listUsers },
  "make-owner": { words: [1, 2], run: handOver },
  "revoke-sessions": { words: [1, 1], run: signOutEverywhere },
  "test-mail": { words: [1, 1], run: mailTest },
  consumers: { words: [0, 4], run: consumers },
  doctor: { words: [0, 0], run: doctor },
} as const;

await command("admin", main);

/** Runs an operator's command, with the server running or stopped. */
async function main(): Promise<void> {
  const options = { json: { type: "boolean", default: false } } as const;
  const { values, positionals } = readArguments({ options, allowPositionals: true });
  const [name, ...words] = positionals;
  if (name === undefined) throw new UsageFault("say what to do");
  if (!isRequest(name)) throw new UsageFault(`There is no command ${name}.`);
  const [least, most] = requests[name].words;
  if (words.length < least) throw new UsageFault(`${name} needs an e-mail address`);
  if (words.length > most) throw new UsageFault(`${name} takes no "${words[most]}"`);
  if (values.json && name !== "doctor") throw new UsageFault("only doctor knows --json");
  await requests[name].run(words, values);
}

function isRequest(name: string): name is keyof typeof requests {
  return Object.hasOwn(requests, name);
}
