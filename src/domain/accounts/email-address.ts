import { limits } from "../core/limits";
import { hidesCharacters, isLonger, unseenCharacters } from "../core/measure";

// It begins with no mark, which would stand on the character before the address.
const localPart = new RegExp(`^(?!\\p{M})[^\\s\\p{C}${unseenCharacters}"'\`(),:;<>@[\\\\\\]]{1,64}$`, "u");
const domainPart = /^(?=.{1,253}$)[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*$/u;

/**
 * Returns the canonical form of an e-mail address, or null if the text is not one. The text is composed (NFKC) first, so that no
 * look-alike `@` or comma appears afterwards. The result is lower case, has one `@`, and contains nothing that a mail program
 * could read as a second address, nor anything invisible, which would make it look like somebody else's.
 */
export function normalEmail(address: string): string | null {
  if (isLonger(address, limits.emailLengthMax)) return null;
  const normal = address.normalize("NFKC").trim().toLowerCase();
  const [local = "", domain = "", ...more] = normal.split("@");
  const isAddress = more.length === 0 && localPart.test(local) && !hidesCharacters(local) && domainPart.test(domain);
  return isAddress && !isLonger(normal, limits.emailLengthMax) ? normal : null;
}
