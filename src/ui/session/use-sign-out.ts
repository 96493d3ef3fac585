"use client";

import { useCallback } from "react";
import { useEngine } from "../../client/hooks";
import { forgetPerson } from "./remembered";

/** Signs out, forgets what this browser kept for the person, and opens the sign-in page. */
export function useSignOut(): () => Promise<void> {
  const engine = useEngine();
  return useCallback(async () => {
    await engine.signOut();
    forgetPerson();
    location.replace("/sign-in");
  }, [engine]);
}
