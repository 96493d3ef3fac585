/** The signals by which a shell, a supervisor or a closed terminal ends a process. */
const endings = /** @type {const} */ (["SIGINT", "SIGTERM", "SIGHUP"]);

/** A signal that is passed on arrives within this time; a person who loses patience is not so quick. */
const sameWithinMs = 1_000;

/**
 * Listens for the signals that end a process, which then do not end it by themselves. npm passes on a signal that the whole group
 * was sent, such as Ctrl-C, so that it arrives twice: a second one within a second of the first counts as the same.
 *
 * @param {{ first: (signal: NodeJS.Signals) => void, again: (signal: NodeJS.Signals) => void }} hear
 * @returns {() => void} Stops listening.
 */
export function hearEndings({ first, again }) {
  /** @type {number | undefined} */
  let heardAt;
  /** @param {NodeJS.Signals} signal */
  const hear = (signal) => {
    if (heardAt === undefined) {
      heardAt = performance.now();
      first(signal);
    } else if (performance.now() - heardAt > sameWithinMs) again(signal);
  };
  for (const ending of endings) process.on(ending, hear);
  return () => {
    for (const ending of endings) process.off(ending, hear);
  };
}
