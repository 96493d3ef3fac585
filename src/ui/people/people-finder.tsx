"use client";

import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { Search } from "lucide-react";
import { type KeyboardEvent, type ReactNode, useMemo, useRef, useState } from "react";
import { useTranslations } from "use-intl";
import { useEngine } from "../../client/hooks";
import { type Api, readError } from "../../client/transport/api";
import { limits } from "../../domain/core/limits";
import { Button } from "../kit/button";
import { fieldBox } from "../kit/field-box";
import { hasFinePointer } from "../kit/pointer";
import { Skeleton } from "../kit/skeleton";
import { useKeptList } from "./kept-list";
import { type Listed, trimLists } from "./listed";
import { PeopleList, type PeopleListHandle, rowPx } from "./people-list";

type Page = Awaited<ReturnType<Api["channels"]["members"]["query"]>>;

type Ask = (page: { q: string; limit: number; cursor?: string }, signal: AbortSignal) => Promise<Page>;

export type PeopleFinderProps = {
  /** The accessible name of the list. */
  label: string;
  filterLabel: string;
  /** Shown when nobody matches. */
  nobody: string;
  queryKey: readonly unknown[];
  ask: Ask;
  row: (person: Listed) => ReactNode;
  /** Stands between the filter and the list. */
  action?: ReactNode;
  /** Whether text typed where nothing takes text goes into the filter. For screens without a composer. */
  isHome?: boolean;
};

/** The first page comes soon; the others come in fewer requests. */
const firstPage = 100;

/** People with a filter. The server filters and answers in pages, so that there may be any number of them. */
export function PeopleFinder(props: PeopleFinderProps) {
  const t = useTranslations("people");
  const list = useRef<PeopleListHandle>(null);
  const { kept, keep } = useKeptList(props.queryKey.join(" "));
  const [query, setQuery] = useState(kept.query);
  const wanted = query.trim();
  const found = useFound(props, wanted);
  const { isFetchNextPageError, hasNextPage, isFetching } = found;
  const people = useMemo(() => found.data?.pages.flatMap((page) => page.members) ?? [], [found.data]);
  const total = found.data?.pages[0]?.total_count ?? people.length;

  function onKeyDown(event: KeyboardEvent) {
    if (event.nativeEvent.isComposing || event.key !== "ArrowDown") return;
    event.preventDefault();
    list.current?.focus();
  }

  return (
    <section data-region="people" className="flex min-h-0 flex-1 flex-col">
      <div className="relative shrink-0 px-4 pt-3 pb-2">
        <Search className="pointer-events-none absolute start-6 top-5 text-muted touch:top-6.5" />
        <input
          type="text"
          dir="auto"
          data-people-filter
          {...(hasFinePointer() && { "data-first-focus": "" })}
          {...(props.isHome && { "data-home": "" })}
          aria-label={props.filterLabel}
          placeholder={props.filterLabel}
          maxLength={limits.searchLengthMax}
          value={query}
          onChange={(event) => setQuery(event.target.value)}
          onKeyDown={onKeyDown}
          className={`${fieldBox} ps-8`}
        />
      </div>
      {props.action}
      {found.error ? (
        <div role="alert" className="flex items-center justify-between gap-2 px-4 py-2">
          {readError(found.error).message}
          <Button size="small" onClick={() => void (isFetchNextPageError ? found.fetchNextPage() : found.refetch())}>
            {t("tryAgain")}
          </Button>
        </div>
      ) : null}
      {found.isPending ? (
        <PeopleWaiting />
      ) : (
        <PeopleList
          key={wanted}
          ref={list}
          label={props.label}
          people={people}
          total={total}
          row={props.row}
          beginPx={query === kept.query ? kept.topPx : 0}
          hasMore={hasNextPage}
          onLeave={(topPx) => keep({ query, topPx })}
          // While all pages are fetched anew, another one would end that.
          onNearEnd={hasNextPage && !isFetching && !found.error ? () => void found.fetchNextPage() : null}
        />
      )}
      <p role="status" className="px-4 text-muted empty:hidden">
        {found.data && people.length === 0 && !found.isFetching ? props.nobody : ""}
      </p>
    </section>
  );
}

function useFound({ queryKey, ask }: Pick<PeopleFinderProps, "queryKey" | "ask">, wanted: string) {
  const { views } = useEngine();
  // A list that comes back begins at its top, and may be long.
  useState(() => trimLists(views.client, queryKey));
  return useInfiniteQuery(
    {
      queryKey: [...queryKey, wanted],
      queryFn: ({ pageParam, signal }) =>
        ask(
          pageParam === ""
            ? { q: wanted, limit: firstPage }
            : { q: wanted, limit: limits.pageSizeMax, cursor: pageParam },
          signal,
        ),
      initialPageParam: "",
      getNextPageParam: (page) => page.next_cursor,
      placeholderData: keepPreviousData,
      refetchOnReconnect: false,
    },
    views.client,
  );
}

/** Takes the place of the list, with rows of the same height. */
function PeopleWaiting() {
  return (
    <div aria-busy="true" className="min-h-0 flex-1 overflow-hidden px-4">
      {["w-2/5", "w-1/3", "w-1/2"].map((width) => (
        <div key={width} style={{ height: rowPx }} className="flex items-center gap-3">
          <Skeleton className="size-8 shrink-0 rounded-lg" />
          <Skeleton className={`h-3 ${width}`} />
        </div>
      ))}
    </div>
  );
}
