/**
 * Keeps a process running whose output cannot be written, to a full disk or a closed pipe: unhandled, the error would end it.
 * Idempotent.
 */
export function outliveOutputFaults() {
  for (const stream of [process.stdout, process.stderr]) stream.off("error", ignore).on("error", ignore);
}

function ignore() {
  // Output that cannot be written is lost, and there is nowhere to report it.
}
