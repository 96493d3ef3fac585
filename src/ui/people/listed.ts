import type { InfiniteData, Query, QueryClient } from "@tanstack/react-query";
import type { Api } from "../../client/transport/api";
import { aboutConversations, aboutPeople, pagesFetchedAgain } from "../../client/views/view-cache";

/** A person in a list, as the server answers. */
export type Listed = Awaited<ReturnType<Api["members"]["list"]["query"]>>["members"][number];

type Page = { readonly members: readonly Listed[]; readonly total_count: number };

/** The key prefixes of the cached lists of people. Each filter has its own list. */
export const directoryKey = (workspaceId: string) => ["server", aboutPeople, workspaceId, "directory"] as const;
export const membersKey = (channelId: string) => ["server", aboutConversations, channelId, "members"] as const;

/** Drops what was fetched beyond the beginning of these lists. */
export function trimLists(client: QueryClient, queryKey: readonly unknown[]): void {
  client.setQueriesData<InfiniteData<Page>>({ queryKey }, (data) =>
    data && data.pages.length > pagesFetchedAgain
      ? { pages: data.pages.slice(0, pagesFetchedAgain), pageParams: data.pageParams.slice(0, pagesFetchedAgain) }
      : data,
  );
}

/** Takes somebody out of these lists. */
export function dropListed(client: QueryClient, queryKey: readonly unknown[], userId: string): void {
  client.setQueriesData<InfiniteData<Page>>({ queryKey }, (data) => data && without(data, userId));
}

/** The pages of a list of people without one of them. */
export function without<P extends Counted>(data: InfiniteData<P>, userId: string): InfiniteData<P> {
  const isThere = data.pages.some(({ members }) => members.some(({ user_id }) => user_id === userId));
  const pages = data.pages.map((page) => ({
    ...page,
    members: page.members.filter(({ user_id }) => user_id !== userId),
    total_count: page.total_count - (isThere ? 1 : 0),
  }));
  return { ...data, pages };
}

type Counted = { readonly members: readonly Pick<Listed, "user_id">[]; readonly total_count: number };

/** Shows a person's new role in every list of the workspace. */
export function noteRole(client: QueryClient, workspaceId: string, changed: Pick<Listed, "user_id" | "role">): void {
  const withRole = (member: Listed) =>
    member.user_id === changed.user_id ? { ...member, role: changed.role } : member;
  const ofChannels = {
    predicate: ({ queryKey }: Query) => queryKey[1] === aboutConversations && queryKey[3] === "members",
  };
  for (const filters of [{ queryKey: directoryKey(workspaceId) }, ofChannels])
    client.setQueriesData<InfiniteData<Page>>(
      filters,
      (data) =>
        data && { ...data, pages: data.pages.map((page) => ({ ...page, members: page.members.map(withRole) })) },
    );
}
