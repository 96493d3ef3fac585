/** Lets a process go on whose output cannot be written, on a full disk or into a closed pipe: unheard, that would end it. Repeatable. */
export function outliveOutputFaults() {
  for (const stream of [process.stdout, process.stderr]) stream.off("error", ignore).on("error", ignore);
}

function ignore() {
  // What cannot be written is lost, and there is nowhere to say so.
}
