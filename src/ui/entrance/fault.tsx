"use client";

import { readError } from "../../client/transport/api";

/** What went wrong with the last call, in a sentence; nothing while all is well. */
export function Fault({ error }: { error: unknown }) {
  if (!error) return null;
  return (
    <p role="alert" className="rounded-md bg-danger-soft px-3 py-2 text-danger text-sm">
      {readError(error).message}
    </p>
  );
}
