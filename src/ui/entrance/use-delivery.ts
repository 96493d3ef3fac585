import { useQuery } from "@tanstack/react-query";
import { createApi } from "../../client/transport/api";
import type { LinkDelivery } from "./where-sent";

/** How sign-in links reach people here; undefined until the server has said it. */
export function useDelivery(): LinkDelivery | undefined {
  const state = useQuery({
    queryKey: ["delivery"],
    queryFn: ({ signal }) => createApi().auth.delivery.query(undefined, { signal }),
  });
  return state.data;
}
