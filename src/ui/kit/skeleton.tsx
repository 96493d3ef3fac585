import { classNames } from "./class-names";

/** A grey shape where content will be. It appears after 150 ms, so that fast answers never flicker. */
export function Skeleton({ className }: { className?: string }) {
  return <span aria-hidden="true" className={classNames("appear-late block rounded-sm bg-pressed", className)} />;
}

/** Rows in the shape of messages. */
export function MessageSkeletons({ count = 4 }: { count?: number }) {
  return (
    <div aria-hidden="true" className="flex flex-col">
      {Array.from({ length: count }, (_, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the rows are alike and never move.
        <div key={index} className="flex h-16 gap-3 py-2">
          <Skeleton className="size-9 shrink-0 rounded-lg" />
          <div className="flex min-w-0 flex-1 flex-col gap-2 pt-1">
            <Skeleton className="h-3 w-32" />
            <Skeleton className={classNames("h-3", widths[index % widths.length])} />
          </div>
        </div>
      ))}
    </div>
  );
}

const widths = ["w-2/3", "w-2/5", "w-1/2", "w-3/5"];
