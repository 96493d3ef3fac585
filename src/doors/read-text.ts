import type { IncomingMessage } from "node:http";
import { DomainError } from "../domain/errors";
import { limits } from "../domain/limits";

/** The body of a request as text. Throws `payload_too_large` beyond the limit and `malformed` for what is not UTF-8 or breaks off. */
export async function readText(incoming: IncomingMessage): Promise<string> {
  try {
    return utf8.decode(await readBytes(incoming));
  } catch (error) {
    throw error instanceof DomainError ? error : new DomainError("malformed", "The body is not valid UTF-8.");
  }
}

const utf8 = new TextDecoder("utf-8", { fatal: true });

/** Listens to the request itself: a stream of the fetch standard around it costs as much as the rest of a request. */
function readBytes(incoming: IncomingMessage): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    if (Number(incoming.headers["content-length"] ?? 0) > limits.jsonBodyBytesMax) return reject(tooLarge());
    incoming.on("data", (chunk: Buffer) => {
      size += chunk.byteLength;
      if (size > limits.jsonBodyBytesMax) reject(tooLarge());
      else chunks.push(chunk);
    });
    incoming.once("end", () => resolve(chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks)));
    incoming.once("error", () => reject(new DomainError("malformed", "The body broke off.")));
  });
}

function tooLarge(): DomainError {
  return new DomainError("payload_too_large", `The body may hold at most ${limits.jsonBodyBytesMax} bytes.`);
}
