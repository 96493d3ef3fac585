"use client";

import { useQuery } from "@tanstack/react-query";
import { createApi } from "../../client/transport/api";
import type { Registration } from "../../domain/accounts/registration";

/** Whose addresses may get an account here; undefined until the server has said it. */
export function useRegistration(): Registration | undefined {
  return useSetUpState().data?.registration;
}

/** Whether Parley is set up, and who may come in. */
export function useSetUpState() {
  return useQuery({
    queryKey: ["set-up"],
    queryFn: ({ signal }) => createApi().setup.state.query(undefined, { signal }),
  });
}
