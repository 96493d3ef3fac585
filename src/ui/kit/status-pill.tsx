import type { ReactNode } from "react";
import { classNames } from "./class-names";

export type StatusPillProps = {
  children: ReactNode;
  tone?: "neutral" | "warning";
  /** A quiet button, such as “Retry now”. */
  action?: { label: string; onSelect: () => void } | undefined;
};

/** One line about the connection or the whole screen. */
export function StatusPill({ children, tone = "neutral", action }: StatusPillProps) {
  return (
    <div
      role="status"
      className={classNames(
        "pointer-events-auto flex h-6 min-w-0 items-center gap-2 rounded-full border px-3 text-xs shadow-sm",
        tones[tone],
      )}
    >
      <span className="truncate">{children}</span>
      {action ? (
        <button
          type="button"
          onClick={action.onSelect}
          className="relative min-h-5.5 shrink-0 rounded-full px-1 font-medium underline underline-offset-2 touch:after:absolute touch:after:inset-x-0 touch:after:top-0 touch:after:h-11"
        >
          {action.label}
        </button>
      ) : null}
    </div>
  );
}

const tones = {
  neutral: "border-line-mid bg-raised text-muted",
  warning: "border-transparent bg-amber-soft text-amber",
};

/**
 * Where a pill is, so that nothing moves: below the header, over the upper end of what scrolls; at the lower edge (`isLow`) where
 * controls begin there.
 */
export function StatusPlace({ children, isLow = false }: { children: ReactNode; isLow?: boolean }) {
  return (
    <div
      className={classNames(
        "pointer-events-none absolute inset-x-0 z-30 flex justify-center px-4",
        isLow ? "bottom-2" : "top-[calc(var(--header)+0.5rem)]",
      )}
    >
      {children}
    </div>
  );
}
