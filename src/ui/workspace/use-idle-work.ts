"use client";

import { useEffect } from "react";
import { useEngine } from "../../client/hooks";
import { fetchAhead } from "../kit/late";
import { tellTimeZone } from "../session/time-zone";

const latestMs = 5_000;
const laterMs = 1_000;

/** Once the browser is idle, fetches the code people may need, and then tells where the user is. */
export function useIdleWork(): void {
  const engine = useEngine();
  useEffect(() => {
    const run = () => void fetchAhead().then(() => tellTimeZone(engine));
    if (typeof requestIdleCallback !== "function") {
      const timer = setTimeout(run, laterMs);
      return () => clearTimeout(timer);
    }
    const id = requestIdleCallback(run, { timeout: latestMs });
    return () => cancelIdleCallback(id);
  }, [engine]);
}
