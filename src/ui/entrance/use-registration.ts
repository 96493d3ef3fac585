"use client";

import { useQuery } from "@tanstack/react-query";
import { createApi } from "../../client/transport/create-api";
import type { Registration } from "../../domain/accounts/registration";

/** The rule for which addresses may get an account here; undefined until the server answers. */
export function useRegistration(): Registration | undefined {
  return useSetUpState().data?.registration;
}

/** Whether Parley is set up, and who may register. */
export function useSetUpState() {
  return useQuery({
    queryKey: ["set-up"],
    queryFn: ({ signal }) => createApi().setup.state.query(undefined, { signal }),
  });
}
