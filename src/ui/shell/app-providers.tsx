"use client";

import type { ReactNode } from "react";
import { LiveRegionProvider } from "../kit/live-region";
import { ToastProvider } from "../kit/toast";
import { TooltipProvider } from "../kit/tooltip";
import { StringsProvider } from "../strings";
import { EarlyFault } from "./early-fault";

/** The providers every screen needs: strings, tooltips, toasts and the live region. */
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
