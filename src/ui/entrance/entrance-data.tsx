"use client";

import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { LaterStrings } from "../strings/later-strings";

/** Strings and server answers for a page outside a workspace. They are never refetched: these pages are visited once. */
export function EntranceData({ children }: { children: ReactNode }) {
  const [client] = useState(
    () =>
      new QueryClient({ defaultOptions: { queries: { retry: 1, refetchOnWindowFocus: false, staleTime: Infinity } } }),
  );
  return (
    <LaterStrings>
      <QueryClientProvider client={client}>{children}</QueryClientProvider>
    </LaterStrings>
  );
}
