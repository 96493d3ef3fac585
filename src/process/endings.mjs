/** What a shell, a supervisor or a closed terminal ends a process with. */
const endings = /** @type {const} */ (["SIGINT", "SIGTERM", "SIGHUP"]);

/** Who passes a signal on does so at once; nobody who loses patience is so quick. */
const sameWithinMs = 1_000;

/**
 * Hears of the signals that end a process, which then do not end it by themselves. npm passes on a signal that the whole group has been
 * sent, as Ctrl-C is, so that it comes twice: a second one within a second of the first is the same one.
 *
 * @param {{ first: (signal: NodeJS.Signals) => void, again: (signal: NodeJS.Signals) => void }} hear
 * @returns {() => void} Ends the hearing.
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
