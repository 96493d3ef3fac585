import { createHash } from "node:crypto";
import { type IdKind, idPrefixes } from "../../domain/ids";

const alphabet = "0123456789abcdefghjkmnpqrstvwxyz";

/**
 * An id of our own that is always the same for the same source (a few words that name it), so that a second import finds
 * what the first one made. With a time its first part is that time, as in every ULID, so that ids sort by it.
 */
export function deriveId(kind: IdKind, source: readonly string[], time?: Date): string {
  const digest = createHash("sha256").update(source.join("\n")).digest();
  const random = encode(BigInt(`0x${digest.toString("hex")}`), 26);
  const name =
    time === undefined
      ? `${alphabet[digest[0] === undefined ? 0 : digest[0] & 7]}${random.slice(1)}`
      : encode(BigInt(time.getTime()), 10) + random.slice(10);
  return `${idPrefixes[kind]}_${name}`;
}

function encode(value: bigint, length: number): string {
  let text = "";
  for (let rest = value; text.length < length; rest >>= 5n) text = alphabet.charAt(Number(rest & 31n)) + text;
  return text;
}
