import type { InfiniteData, QueryClient } from "@tanstack/react-query";
import type { Api } from "../../client/transport/api";

/** A person in a list, as the server answers. */
export type Listed = Awaited<ReturnType<Api["members"]["list"]["query"]>>["members"][number];

type Page = { readonly members: readonly Listed[] };

/** The key prefixes of the cached lists of people. Each filter has its own list. */
export const directoryKey = (workspaceId: string) => ["server", "people", workspaceId, "directory"] as const;
export const membersKey = (channelId: string) => ["server", "channel-members", channelId] as const;
const allMembersKey = ["server", "channel-members"] as const;

/** A list that is fetched again is fetched page by page, so only its beginning is. The rest comes as it is scrolled to. */
const pagesFetchedAgain = 3;

/** Drops what was fetched beyond the beginning of these lists. */
export function trimLists(client: QueryClient, queryKey: readonly unknown[]): void {
  client.setQueriesData<InfiniteData<Page>>({ queryKey }, (data) =>
    data && data.pages.length > pagesFetchedAgain
      ? { pages: data.pages.slice(0, pagesFetchedAgain), pageParams: data.pageParams.slice(0, pagesFetchedAgain) }
      : data,
  );
}

/** Fetches the beginning of these lists again. */
export function refreshLists(client: QueryClient, queryKey: readonly unknown[]): void {
  trimLists(client, queryKey);
  void client.invalidateQueries({ queryKey });
}

/** Takes somebody out of these lists. */
export function dropListed(client: QueryClient, queryKey: readonly unknown[], userId: string): void {
  changePages(client, queryKey, (members) => members.filter(({ user_id }) => user_id !== userId));
}

/** Shows a person's new role in every list of the workspace. */
export function noteRole(client: QueryClient, workspaceId: string, changed: Pick<Listed, "user_id" | "role">): void {
  for (const queryKey of [directoryKey(workspaceId), allMembersKey])
    changePages(client, queryKey, (members) =>
      members.map((member) => (member.user_id === changed.user_id ? { ...member, role: changed.role } : member)),
    );
}

function changePages(
  client: QueryClient,
  queryKey: readonly unknown[],
  change: (members: readonly Listed[]) => readonly Listed[],
): void {
  client.setQueriesData<InfiniteData<Page>>(
    { queryKey },
    (data) => data && { ...data, pages: data.pages.map((page) => ({ ...page, members: change(page.members) })) },
  );
}
