import { useQuery } from "@tanstack/react-query";
import { createApi } from "../../client/transport/create-api";
import type { LinkDelivery } from "./where-sent";

/** The delivery of sign-in links here; undefined until the server answers. */
export function useDelivery(): LinkDelivery | undefined {
  const state = useQuery({
    queryKey: ["delivery"],
    queryFn: ({ signal }) => createApi().auth.delivery.query(undefined, { signal }),
  });
  return state.data;
}
