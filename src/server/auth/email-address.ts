import { normalEmail } from "../../domain/accounts/email-address";
import { invalid } from "../../domain/core/errors";

/** The canonical form of an e-mail address. Throws `invalid_input` for anything else. */
export function normaliseEmail(address: string): string {
  const normal = normalEmail(address);
  if (normal === null) throw invalid("email", "must be one e-mail address");
  return normal;
}
