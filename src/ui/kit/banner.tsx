import type { ReactNode } from "react";
import { classNames } from "./class-names";

export type BannerProps = {
  children: ReactNode;
  tone?: "neutral" | "warning";
  /** A quiet button, such as “Retry now”. */
  action?: { label: string; onSelect: () => void } | undefined;
};

/** A bar across the top for the connection or a notice about the whole screen. One line, or more on a phone. */
export function Banner({ children, tone = "neutral", action }: BannerProps) {
  return (
    <div
      role="status"
      className={classNames("flex min-h-8 items-center justify-center gap-2 border-b px-4 py-1 text-sm", tones[tone])}
    >
      <span className="min-w-0 sm:truncate">{children}</span>
      {action ? (
        <button
          type="button"
          onClick={action.onSelect}
          className="shrink-0 rounded-sm px-1 font-medium underline underline-offset-2 touch:min-h-11 touch:px-3"
        >
          {action.label}
        </button>
      ) : null}
    </div>
  );
}

const tones = {
  neutral: "bg-panel text-muted",
  warning: "bg-amber-soft text-amber",
};
