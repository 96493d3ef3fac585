import type { ReactNode } from "react";
import { useTranslations } from "use-intl";
import { classNames } from "../kit/class-names";

export type WayOnProps = { href: string; isMain?: boolean; children: ReactNode };

/** A link that looks like a button: what the page wants its reader to press, or one of several ways on. */
export function WayOn({ href, isMain = true, children }: WayOnProps) {
  return (
    <a href={href} dir="auto" className={classNames(base, isMain ? main : other)}>
      {children}
    </a>
  );
}

/** The way on where nothing else is left to do: the start page knows where the person belongs. */
export function WayToStart() {
  const t = useTranslations("outside");
  return <WayOn href="/">{t("startAnyway")}</WayOn>;
}

const base =
  "inline-flex min-h-(--control) items-center justify-center rounded-md border px-3 text-center font-medium touch:min-h-11";

const main = "border-transparent bg-accent-fill text-on-fill hover:bg-accent-fill-hover";

const other = "border-line-mid bg-raised text-ink hover:bg-hover";
