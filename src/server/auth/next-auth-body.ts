import { parseJson } from "../../domain/json";
import { limits } from "../../domain/limits";
import { lastValues, parseParameters } from "../../domain/parameters";

type Arriving = AsyncIterable<Uint8Array> & { readonly headers: { readonly "content-type"?: string | undefined } };

/** The fields of a form or of JSON, as next-auth wants them; null when a body is larger than an anonymous one may be. */
export async function readNextAuthBody(request: Arriving): Promise<Record<string, unknown> | null> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += chunk.byteLength;
    if (size > limits.publicBodyBytesMax) return null;
    chunks.push(chunk);
  }
  const text = Buffer.concat(chunks).toString("utf8");
  const type = request.headers["content-type"] ?? "";
  return type.startsWith("application/json") ? fieldsOf(text) : orNothing(() => lastValues(parseParameters(text)));
}

function fieldsOf(text: string): Record<string, unknown> {
  return orNothing(() => {
    const parsed = parseJson(text);
    return typeof parsed === "object" && parsed !== null ? { ...parsed } : {};
  });
}

/** What cannot be read holds no fields: next-auth misses its token in it and refuses. */
function orNothing(read: () => Record<string, unknown>): Record<string, unknown> {
  try {
    return read();
  } catch {
    return {};
  }
}
