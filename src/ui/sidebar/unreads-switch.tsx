"use client";

import { ListFilter } from "lucide-react";
import { useTranslations } from "use-intl";
import { useEngine } from "../../client/hooks";
import { Badge } from "../kit/badge";
import { classNames } from "../kit/class-names";

/** The switch that leaves only unread conversations, and the open one, in the sidebar. It tells how many there are. */
export function UnreadsSwitch({ isOn, count }: { isOn: boolean; count: number }) {
  const t = useTranslations("sidebar");
  const engine = useEngine();
  return (
    <div className="px-2">
      <button
        type="button"
        role="switch"
        aria-checked={isOn}
        onClick={() => engine.sidebar.showUnreadsOnly(!isOn)}
        className={classNames(
          "flex min-h-7 w-full items-center gap-2 rounded-md px-2 text-start outline-offset-[-2px] hover:bg-pressed/60 touch:min-h-11",
          isOn ? "font-medium text-ink" : "text-muted",
        )}
      >
        <ListFilter />
        <span className="min-w-0 flex-1 truncate">{t("unreads")}</span>
        <Badge tone="quiet" count={count} label={t("unreadRows", { count })} />
        <span aria-hidden="true" className={classNames(track, isOn ? "bg-accent-fill" : "bg-line-strong")}>
          <span className={classNames(knob, isOn && "translate-x-2.5")} />
        </span>
      </button>
    </div>
  );
}

const track = "flex h-3.5 w-6 shrink-0 items-center rounded-full px-0.5";
const knob = "size-2.5 rounded-full bg-canvas transition-transform";
