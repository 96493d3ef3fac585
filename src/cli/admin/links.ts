import { makeLoginLink, makeSetupLink } from "../../server/auth/operator-links";
import { say, withPlace } from "./opening";

export function printSetupLink(): Promise<void> {
  return withPlace(async (place) => say(`Set Parley up: ${await makeSetupLink(place)}`));
}

export function printLoginLink([address = ""]: readonly string[]): Promise<void> {
  return withPlace(async (place) => {
    const { email, url, isNew } = await makeLoginLink(place, address);
    say(`Sign-in link for ${email} (15 minutes, once): ${url}`);
    if (isNew) say("Nobody has this address yet: the link makes an account.");
  });
}
