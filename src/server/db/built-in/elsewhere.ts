import { basename, extname } from "node:path";
import { describeHolder, type Holder } from "../../files/claims";

/** The command-line tools that work beside a server. */
const tools = ["admin", "backup", "import", "log-verify", "migrate"];

/** Thrown when a data folder is in use in namespaces that cannot be reached from here, such as another container. */
export class ElsewhereError extends Error {
  override readonly name = "ElsewhereError";

  constructor(holder: Holder) {
    super(
      `The Parley of this data folder runs in another container or namespace (${describeHolder(holder)}). ` +
        `To use one of its tools, run it there${exampleFor(holder)}. To start another Parley here, stop that one first.`,
    );
  }
}

/** The command to run there: this process's own tool, if it is one. Empty for a holder that has not written its name yet. */
function exampleFor({ pid, host }: Holder): string {
  if (pid === 0) return "";
  const script = process.argv[1] ?? "";
  const own = basename(script, extname(script));
  return `, for example: docker exec ${host} deploy/start.sh ${tools.includes(own) ? own : "backup"} …`;
}
