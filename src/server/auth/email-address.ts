import { normalEmail } from "../../domain/accounts/email-address";
import { invalid } from "../../domain/core/errors";

/** The canonical form of an e-mail address. Throws `invalid_input` for anything else. */
export function normaliseEmail(address: string): string {
  const normal = normalEmail(address);
  if (normal === null) throw invalid("email", "must be one e-mail address");
  return normal;
}

/** The canonical forms of a list of addresses, each once. Throws `invalid_input` that names the first that is none. */
export function normaliseEmails(addresses: readonly string[]): string[] {
  const normal = addresses.map((address) => {
    const one = normalEmail(address);
    if (one === null) throw invalid("emails", `must look like name@example.org, and “${address.trim()}” does not`);
    return one;
  });
  return [...new Set(normal)];
}
