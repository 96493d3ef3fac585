"use client";

import { readError } from "../../client/transport/api";

/** One sentence about the last call's failure; nothing if it succeeded. */
export function Fault({ error }: { error: unknown }) {
  if (!error) return null;
  return (
    <p role="alert" className="rounded-md bg-danger-soft px-3 py-2 text-danger text-sm">
      {readError(error).message}
    </p>
  );
}
