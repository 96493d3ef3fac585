import { classNames } from "./class-names";

export type BadgeProps = {
  count: number;
  /** The meaning of the count, for screen readers: “3 mentions”. */
  label: string;
  tone?: "accent" | "quiet";
  /** The real count may be higher. */
  isAtLeast?: boolean;
};

/** The highest number a badge shows. */
export const badgeMax = 99;

/** A count, at most 99+. Renders nothing for zero. */
export function Badge({ count, label, tone = "accent", isAtLeast = false }: BadgeProps) {
  if (count <= 0) return null;
  const look = tone === "accent" ? "bg-accent-fill text-on-fill" : "bg-pressed text-muted";
  return (
    <span
      className={classNames("inline-flex h-4 min-w-4 justify-center rounded-full px-1 font-semibold text-xs", look)}
    >
      <span aria-hidden="true">{isAtLeast || count > badgeMax ? `${Math.min(count, badgeMax)}+` : count}</span>
      <span className="sr-only">{label}</span>
    </span>
  );
}

/** A small word beside a name, such as “bot”. */
export function Tag({ children }: { children: string }) {
  return (
    <span className="inline-flex shrink-0 items-center rounded-sm border border-line-mid px-1 text-muted text-xs leading-4">
      {children}
    </span>
  );
}
