"use client";

import type { UseQueryResult } from "@tanstack/react-query";
import { useServer } from "../../client/hooks";
import type { Account } from "../../domain/accounts/schema";

/** The viewer's own account, which the workspace shows to others as a member. */
export function useAccount(options: { refetchInterval?: number } = {}): UseQueryResult<{ user: Account }> {
  return useServer<{ user: Account }>(["me"], (api, { signal }) => api.me.get.query(undefined, { signal }), options);
}
