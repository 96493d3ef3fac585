"use client";

import { createContext, type ReactNode, useCallback, useContext, useState } from "react";

const AnnounceContext = createContext<(text: string) => void>(() => {});

/** Renders the app's only polite live region. */
export function LiveRegionProvider({ children }: { children: ReactNode }) {
  const [said, setSaid] = useState({ text: "", turn: 0 });
  const announce = useCallback((text: string) => setSaid(({ turn }) => ({ text, turn: turn + 1 })), []);
  return (
    <AnnounceContext value={announce}>
      {children}
      <div role="status" aria-live="polite" className="sr-only">
        <span key={said.turn}>{said.text}</span>
      </div>
    </AnnounceContext>
  );
}

/** Announces a sentence to screen readers without moving the focus. The caller limits bursts. */
export function useAnnounce() {
  return useContext(AnnounceContext);
}
