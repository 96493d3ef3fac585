import type { ReactNode } from "react";
import { classNames } from "./class-names";

export type BannerProps = {
  children: ReactNode;
  tone?: "neutral" | "warning";
  /** A quiet button, such as “Retry now”. */
  action?: { label: string; onSelect: () => void } | undefined;
};

/** One line across the top, or as many as a phone needs: the connection bar, or a notice that concerns the whole screen. */
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
  warning: "bg-warning-soft text-warning",
};
