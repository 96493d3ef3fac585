import { limits } from "../../domain/limits";

type Arriving = AsyncIterable<Uint8Array> & { readonly headers: { readonly "content-type"?: string | undefined } };

/** The fields of a form or of JSON, as next-auth wants them; null when a body is larger than any request may be. */
export async function readNextAuthBody(request: Arriving): Promise<Record<string, unknown> | null> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += chunk.byteLength;
    if (size > limits.jsonBodyBytesMax) return null;
    chunks.push(chunk);
  }
  const text = Buffer.concat(chunks).toString("utf8");
  const type = request.headers["content-type"] ?? "";
  return type.startsWith("application/json") ? fieldsOf(text) : Object.fromEntries(new URLSearchParams(text));
}

/** What is no JSON holds no fields: next-auth misses its token in it and refuses. */
function fieldsOf(text: string): Record<string, unknown> {
  try {
    const parsed: unknown = JSON.parse(text);
    return typeof parsed === "object" && parsed !== null ? { ...parsed } : {};
  } catch {
    return {};
  }
}
