import { readdir } from "node:fs/promises";
import type { IncomingMessage, ServerResponse } from "node:http";
import { extname } from "node:path";
import { encodingFor } from "./compress";
import { pathOf } from "./request-target";

/** The built assets of the pages, under the working directory, with Brotli copies beside them (`src/cli/setup.mjs`). */
const builtFolder = ".next/static";
const suffix = ".br";

const types: Readonly<Record<string, string>> = {
  ".js": "application/javascript; charset=UTF-8",
  ".css": "text/css; charset=UTF-8",
};

/**
 * Redirects requests for scripts and styles to their Brotli copies when the caller accepts Brotli. Next, which serves both, only
 * compresses with gzip, and again for every request.
 */
export async function createCompressedScripts(): Promise<
  (incoming: IncomingMessage, outgoing: ServerResponse) => void
> {
  const names = (await readdir(builtFolder, { recursive: true })).filter((name) => name.endsWith(suffix));
  const typeByPath = new Map(
    names.map((name) => name.slice(0, -suffix.length)).map((name) => [`/_next/static/${name}`, types[extname(name)]]),
  );
  return (incoming, outgoing) => {
    const path = pathOf(incoming);
    const type = typeByPath.get(path);
    if (type === undefined || encodingFor(incoming) !== "br") return;
    incoming.url = `${path}${suffix}`;
    outgoing.setHeader("Content-Type", type);
    outgoing.setHeader("Content-Encoding", "br");
    outgoing.setHeader("Vary", "Accept-Encoding");
  };
}
