import { get } from "node:http";
import { brotliDecompressSync, gunzipSync } from "node:zlib";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createTestDatabase } from "../support/database";
import { type Parley, startParley } from "../support/parley";

const database = await createTestDatabase();
let parley: Parley;

beforeAll(async () => {
  parley = await startParley({ DATABASE_URL: database.url, PARLEY_SETUP_SECRET: "s".repeat(32) });
});

afterAll(async () => {
  await parley?.close();
  await database.close();
});

type Answer = { readonly status: number; readonly headers: NodeJS.Dict<string | string[]>; readonly bytes: Buffer };

/** As it stood on the wire: `fetch` would decompress it. */
function ask(path: string, headers: Record<string, string> = {}): Promise<Answer> {
  return new Promise((resolve, reject) => {
    get(`${parley.url}${path}`, { headers }, async (incoming) => {
      const bytes = Buffer.concat(await incoming.toArray());
      resolve({ status: incoming.statusCode ?? 0, headers: incoming.headers, bytes });
    }).on("error", reject);
  });
}

async function loadedBy(page: string): Promise<string[]> {
  const { bytes } = await ask(page);
  return [...new Set(bytes.toString().match(/\/_next\/static\/[^"\\]+\.(?:js|css)/gu))];
}

test("scripts and styles come in Brotli, in gzip or as they are, as the caller takes them", async () => {
  const paths = await loadedBy("/sign-in");
  expect(paths.length).toBeGreaterThan(2);
  for (const path of paths) {
    const plain = await ask(path);
    expect(plain.headers["content-encoding"]).toBeUndefined();
    const given = [plain];
    for (const [accepted, encoding, decompress] of [
      ["br", "br", brotliDecompressSync],
      ["gzip, deflate, br, zstd", "br", brotliDecompressSync],
      ["gzip, br;q=0", "gzip", gunzipSync],
      ["gzip", "gzip", gunzipSync],
    ] as const) {
      const answer = await ask(path, { "accept-encoding": accepted });
      given.push(answer);
      // What is very short is not compressed anew.
      if (encoding === "gzip" && answer.headers["content-encoding"] === undefined) continue;
      expect([accepted, answer.headers["content-encoding"]]).toEqual([accepted, encoding]);
      expect(decompress(answer.bytes).equals(plain.bytes)).toBe(true);
    }
    for (const { status, headers } of given) {
      expect(status).toBe(200);
      expect(headers["content-type"]).toBe(plain.headers["content-type"]);
      expect(headers["cache-control"]).toBe("public, max-age=31536000, immutable");
      expect(headers["x-content-type-options"]).toBe("nosniff");
      expect(headers.vary).toMatch(/accept-encoding/iu);
    }
  }
});

test("a script in Brotli that is known already is not sent again, and one that is not there is not found", async () => {
  const [path = ""] = await loadedBy("/sign-in");
  const { headers } = await ask(path, { "accept-encoding": "br" });
  const again = await ask(path, { "accept-encoding": "br", "if-none-match": String(headers.etag) });
  expect([again.status, again.bytes.length]).toEqual([304, 0]);
  const missing = await ask("/_next/static/chunks/none.js", { "accept-encoding": "br" });
  expect([missing.status, missing.headers["content-encoding"]]).toEqual([404, undefined]);
});

test("what Next takes for a path of the API by itself is not found, and no fault", async () => {
  for (const path of ["/HEALTHZ", "/Readyz"]) {
    const { status, bytes } = await ask(path);
    expect([path, status, JSON.parse(bytes.toString()).code]).toEqual([path, 404, "not_found"]);
  }
});

test("a page is asked for anew each time, so that no cache on the way keeps it over the next build", async () => {
  for (const path of ["/", "/sign-in", "/setup", "/w/acme", "/auth/confirm", "/nowhere"]) {
    const { headers } = await ask(path);
    expect([path, headers["cache-control"]]).toEqual([path, expect.stringMatching(/no-cache/)]);
    expect(headers["cache-control"]).not.toMatch(/s-maxage|stale-while/);
  }
  const { headers } = await ask("/sign-in");
  expect((await ask("/sign-in", { "if-none-match": String(headers.etag) })).status).toBe(304);
});
