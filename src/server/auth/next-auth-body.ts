import { limits } from "../../domain/core/limits";
import { parseJson } from "../../domain/wire/json";
import { lastValues, parseParameters } from "../../domain/wire/parameters";

type Arriving = AsyncIterable<Uint8Array> & { readonly headers: { readonly "content-type"?: string | undefined } };

/**
 * The text fields of a form or of JSON, which is all that next-auth can read; null when the
 * body is too large for an anonymous request.
 */
export async function readNextAuthBody(request: Arriving): Promise<Record<string, string> | null> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += chunk.byteLength;
    if (size > limits.publicBodyBytesMax) return null;
    chunks.push(chunk);
  }
  const text = Buffer.concat(chunks).toString("utf8");
  const type = request.headers["content-type"] ?? "";
  const fields = type.startsWith("application/json")
    ? fieldsOf(text)
    : orNothing(() => lastValues(parseParameters(text)));
  return Object.fromEntries(Object.entries(fields).filter(isText));
}

function isText(entry: [string, unknown]): entry is [string, string] {
  return typeof entry[1] === "string";
}

function fieldsOf(text: string): Record<string, unknown> {
  return orNothing(() => {
    const parsed = parseJson(text);
    return typeof parsed === "object" && parsed !== null ? { ...parsed } : {};
  });
}

/** An unreadable body has no fields: next-auth misses its token in it and refuses. */
function orNothing(read: () => Record<string, unknown>): Record<string, unknown> {
  try {
    return read();
  } catch {
    return {};
  }
}
