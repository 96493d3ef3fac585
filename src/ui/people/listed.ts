import type { Api } from "../../client/transport/api";

/** A person in a list, as the server answers. */
export type Listed = Awaited<ReturnType<Api["members"]["list"]["query"]>>["members"][number];
