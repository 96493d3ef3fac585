"use client";

import { Check, Copy, WrapText } from "lucide-react";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { showControls } from "../../language";
import { classNames } from "../kit/class-names";
import { useCopying } from "../kit/copying";
import { useTabStop } from "../kit/tab-stop";
import { Sideways } from "./sideways";
import { useHighlighted } from "./use-highlighted";

/** A block of code with its language, a switch that wraps its lines, and a copy button. */
export function CodeBlock({ code, language }: { code: string; language: string }) {
  const t = useTranslations();
  const tabIndex = useTabStop();
  const { isCopied, copy } = useCopying(code);
  const [isWrapped, setIsWrapped] = useState(false);
  const shown = code.replace(/\n$/, "");
  const colours = useHighlighted(shown, language);
  const CopyIcon = isCopied ? Check : Copy;
  return (
    <Sideways
      label={t("markdown.wideCode")}
      dir="ltr"
      className="group/code my-0.5 flex-1 bg-code"
      head={
        <div className="flex min-h-7 select-none items-center gap-1 ps-4 pe-1 text-xs">
          <span className="min-w-0 flex-1 truncate font-mono text-faint">{language || t("markdown.code")}</span>
          <button
            type="button"
            tabIndex={tabIndex}
            aria-pressed={isWrapped}
            onClick={() => setIsWrapped(!isWrapped)}
            className={classNames(
              tool,
              "hidden aria-pressed:inline-flex group-data-wide/code:inline-flex",
              !isWrapped && onDemand,
            )}
          >
            <WrapText className="size-3.5" />
            {t("markdown.wrap")}
          </button>
          <button type="button" tabIndex={tabIndex} onClick={copy} className={classNames(tool, "inline-flex")}>
            <CopyIcon className="size-3.5" />
            {t(isCopied ? "kit.copied" : "kit.copy")}
          </button>
        </div>
      }
    >
      <pre
        className={classNames(
          "px-4 pb-3 font-mono text-mono",
          isWrapped ? "whitespace-pre-wrap [overflow-wrap:anywhere]" : "w-fit whitespace-pre",
        )}
      >
        <code>{colours ?? showControls(shown)}</code>
      </pre>
    </Sideways>
  );
}

const tool =
  "min-h-6 shrink-0 items-center gap-1.5 rounded-md px-2 font-medium text-muted hover:bg-pressed hover:text-ink aria-pressed:bg-pressed aria-pressed:text-ink touch:min-h-11 touch:px-3";
/** Shown while the pointer or the focus is in the block; always on touch screens, where nothing hovers. */
const onDemand =
  "opacity-0 focus-visible:opacity-100 group-hover/code:opacity-100 group-focus-within/code:opacity-100 touch:opacity-100";
