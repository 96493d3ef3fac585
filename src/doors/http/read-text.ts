import type { IncomingMessage } from "node:http";
import { DomainError } from "../../domain/core/errors";
import { limits } from "../../domain/core/limits";
import { HeadedRefusal } from "./refusal";

/**
 * The body of a request as text. Throws `unsupported_media_type` for a compressed body, `payload_too_large` beyond `bytesMax`,
 * and `malformed` for a body that is not UTF-8 or breaks off.
 */
export async function readText(incoming: IncomingMessage, bytesMax: number): Promise<string> {
  refuseEncoded(incoming);
  try {
    return utf8.decode(await readBytes(incoming, bytesMax));
  } catch (error) {
    throw error instanceof DomainError ? error : new DomainError("malformed", "The body is not valid UTF-8.");
  }
}

/**
 * The most bytes that the body of a request for these operations may hold. Without operations, the limit
 * for anonymous callers applies.
 */
export function bodyBytesMaxOf(operations: readonly { readonly access: "public" | "caller" }[]): number {
  const isForCallers = operations.length > 0 && operations.every(({ access }) => access === "caller");
  return isForCallers ? limits.jsonBodyBytesMax : limits.publicBodyBytesMax;
}

/** A small compressed body may unpack to a large one. */
function refuseEncoded({ headers }: IncomingMessage): void {
  const encoding = headers["content-encoding"]?.trim().toLowerCase() ?? "";
  if (encoding === "" || encoding === "identity") return;
  throw new HeadedRefusal("unsupported_media_type", "Send the body without Content-Encoding.", {
    headers: { "Accept-Encoding": "identity" },
  });
}

const utf8 = new TextDecoder("utf-8", { fatal: true });

/** Listens to the request itself: wrapping it in a fetch stream costs as much as the rest of a request. */
function readBytes(incoming: IncomingMessage, bytesMax: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    if (Number(incoming.headers["content-length"] ?? 0) > bytesMax) return reject(tooLarge(bytesMax));
    incoming.on("data", (chunk: Buffer) => {
      size += chunk.byteLength;
      if (size > bytesMax) reject(tooLarge(bytesMax));
      else chunks.push(chunk);
    });
    incoming.once("end", () => resolve(chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks)));
    incoming.once("error", () => reject(new DomainError("malformed", "The body broke off.")));
  });
}

function tooLarge(bytesMax: number): DomainError {
  return new DomainError("payload_too_large", `The body may hold at most ${bytesMax} bytes.`);
}
