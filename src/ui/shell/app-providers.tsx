"use client";

import type { ReactNode } from "react";
import { LiveRegionProvider } from "../kit/live-region";
import { ToastProvider } from "../kit/toast";
import { TooltipProvider } from "../kit/tooltip";
import { StringsProvider } from "../strings";
import { EarlyFault } from "./early-fault";

/** What every screen stands on: words, hints, notices, and the one live region. */
export function AppProviders({ children }: { children: ReactNode }) {
  return (
    <StringsProvider>
      <EarlyFault />
      <TooltipProvider>
        <LiveRegionProvider>
          <ToastProvider>{children}</ToastProvider>
        </LiveRegionProvider>
      </TooltipProvider>
    </StringsProvider>
  );
}
