import { invalid } from "../../domain/errors";
import { limits } from "../../domain/limits";
import { isLonger } from "../../domain/measure";

const localPart = /^[^\s\p{C}"'`(),:;<>@[\\\]]{1,64}$/u;
const domainPart = /^(?=.{1,253}$)[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*$/u;

/**
 * The one form of an e-mail address: composed (NFKC) first, so that no look-alike `@` or comma appears afterwards; lower case; one
 * `@`; nothing that a mail program could read as a second address. Throws `invalid_input`.
 */
export function normaliseEmail(address: string): string {
  if (isLonger(address, limits.emailLengthMax)) throw invalid("email", "must be one e-mail address");
  const normal = address.normalize("NFKC").trim().toLowerCase();
  const [local = "", domain = "", ...more] = normal.split("@");
  const isAddress = more.length === 0 && localPart.test(local) && domainPart.test(domain);
  if (!isAddress || isLonger(normal, limits.emailLengthMax)) throw invalid("email", "must be one e-mail address");
  return normal;
}
