"use client";

import { useEffect } from "react";
import { fetchAhead } from "../kit/late";

const latestMs = 5_000;
const laterMs = 1_000;

/** Fetches the code people may need once the browser is idle. */
export function useFetchAhead(): void {
  useEffect(() => {
    const run = () => void fetchAhead();
    if (typeof requestIdleCallback !== "function") {
      const timer = setTimeout(run, laterMs);
      return () => clearTimeout(timer);
    }
    const id = requestIdleCallback(run, { timeout: latestMs });
    return () => cancelIdleCallback(id);
  }, []);
}
