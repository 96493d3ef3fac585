"use client";

import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { type ReactNode, useEffect, useState } from "react";

export type EntranceFrameProps = {
  title: string;
  /** A sentence below the title. */
  lead?: ReactNode;
  children?: ReactNode;
};

/** The single column of the pages outside a workspace. */
export function EntranceFrame({ title, lead, children }: EntranceFrameProps) {
  useEffect(() => {
    document.title = `${title} · Parley`;
  }, [title]);
  return (
    <main className="flex min-h-dvh flex-col items-center bg-panel px-4 py-12 sm:justify-center sm:py-16">
      <div className="flex w-full max-w-md flex-col gap-6">
        <p className="flex items-center justify-center gap-2 font-semibold text-lg">
          <Mark />
          Parley
        </p>
        <div className="flex flex-col gap-6 rounded-lg border border-line bg-canvas p-6 sm:p-8">
          <div className="flex flex-col gap-2">
            <h1 className="font-semibold text-xl">{title}</h1>
            {lead ? <p className="text-muted [overflow-wrap:anywhere]">{lead}</p> : null}
          </div>
          {children}
        </div>
      </div>
    </main>
  );
}

/** Server answers for a page outside a workspace. They are never refetched: these pages are visited once. */
export function EntranceData({ children }: { children: ReactNode }) {
  const [client] = useState(
    () =>
      new QueryClient({ defaultOptions: { queries: { retry: 1, refetchOnWindowFocus: false, staleTime: Infinity } } }),
  );
  return <QueryClientProvider client={client}>{children}</QueryClientProvider>;
}

/** The logo: two speech bubbles that share a corner. */
export function Mark() {
  return (
    <svg viewBox="0 0 24 24" aria-hidden="true" className="size-6 text-accent">
      <path fill="currentColor" d="M4 3h9a3 3 0 0 1 3 3v4a3 3 0 0 1-3 3H8l-4 4V3Z" />
      <path
        fill="currentColor"
        opacity=".45"
        d="M18 9h1a2 2 0 0 1 2 2v10l-4-4h-5a3 3 0 0 1-3-2.5h4.5A4.5 4.5 0 0 0 18 10V9Z"
      />
    </svg>
  );
}
