import type { BrowserEngine } from "../../client/browser";

/** The time zone that the app itself set last, on any device. If the account has another one, somebody chose it. */
const ownZone = "time_zone";

let isTold = false;

/**
 * Sets the user's time zone to that of this device, unless somebody chose another over the API. Once per page load, so that two
 * devices in two zones do not correct each other for ever: the one that was opened last counts. Failures are left to the next load.
 */
export async function tellTimeZone({ api, preference }: BrowserEngine): Promise<void> {
  if (isTold) return;
  isTold = true;
  const here = Intl.DateTimeFormat().resolvedOptions().timeZone;
  if (preference(ownZone) === here) return;
  try {
    const { user } = await api.me.get.query();
    if (user.time_zone !== (user.preferences[ownZone] ?? "")) return;
    await api.me.update.mutate({ time_zone: here, preferences: { [ownZone]: here } });
  } catch {
    // Nobody waits for it.
  }
}
