"use client";

import { type ReactNode, useState } from "react";
import { IntlProvider } from "use-intl";
import en from "./en.json";
import type later from "./en-later.json";

declare module "use-intl" {
  interface AppConfig {
    Messages: typeof en & typeof later;
  }
}

/** Provides the strings that every page may need at once (`LaterStrings` has the others), and the user's own time zone and number formats. */
export function StringsProvider({ children }: { children: ReactNode }) {
  const [timeZone] = useState(() => Intl.DateTimeFormat().resolvedOptions().timeZone);
  return (
    <IntlProvider locale="en" messages={en} timeZone={timeZone}>
      {children}
    </IntlProvider>
  );
}
