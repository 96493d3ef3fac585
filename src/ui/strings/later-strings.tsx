"use client";

import type { ReactNode } from "react";
import { IntlProvider } from "use-intl";
import en from "./en.json";
import later from "./en-later.json";

const all = { ...en, ...later };

/** Provides all strings: also those of the pages outside a workspace and of windows, which a workspace does not load at first. */
export function LaterStrings({ children }: { children: ReactNode }) {
  return (
    <IntlProvider locale="en" messages={all}>
      {children}
    </IntlProvider>
  );
}
