"use client";

import { CopyButton } from "../kit/copy-field";

/** A command to copy into a terminal. */
export function Snippet({ title, code, hint }: { title: string; code: string; hint?: string }) {
  return (
    <section className="flex min-w-0 flex-col gap-2">
      <div className="flex items-center justify-between gap-4">
        <h3 className="font-medium">{title}</h3>
        <CopyButton value={code} />
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls sideways, and keys must be able to scroll it. */}
      <pre tabIndex={0} className="overflow-x-auto rounded-lg border border-line bg-code p-4 font-mono text-sm">
        {code}
      </pre>
      {hint ? <p className="text-muted text-sm">{hint}</p> : null}
    </section>
  );
}
