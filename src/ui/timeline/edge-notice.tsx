"use client";

import { useTranslations } from "use-intl";
import { classNames } from "../kit/class-names";
import { MessageSkeletons } from "../kit/skeleton";
import type { Edge } from "./types";
import { edgePx } from "./use-edges";

/** Shown at an end that is not loaded: skeletons, or a retry if loading failed. */
export function EdgeNotice({ edge, place }: { edge: Edge; place: "top" | "bottom" }) {
  const t = useTranslations("timeline");
  if (edge.state === "none") return null;
  return (
    <div
      className={classNames("measure absolute inset-x-0 overflow-hidden", place === "top" ? "top-0" : "bottom-0")}
      style={{ height: edgePx }}
    >
      {edge.state === "failed" ? (
        <p className="flex h-full items-center justify-center gap-2 text-muted">
          {t("loadFailed")}
          <button
            type="button"
            onClick={edge.load}
            className="font-medium text-accent underline underline-offset-2 touch:min-h-11"
          >
            {t("retry")}
          </button>
        </p>
      ) : (
        <MessageSkeletons count={3} />
      )}
    </div>
  );
}
