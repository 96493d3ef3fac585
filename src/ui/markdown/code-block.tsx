"use client";

import { Check, Copy } from "lucide-react";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { showControls } from "../../language";
import { IconButton } from "../kit/icon-button";
import { useTabStop } from "../kit/tab-stop";
import { Sideways, wideFrame } from "./sideways";

/** A block of code with a copy button. Its lines do not wrap. */
export function CodeBlock({ code, language }: { code: string; language: string }) {
  const t = useTranslations("kit");
  const tabIndex = useTabStop();
  const [isCopied, setIsCopied] = useState(false);
  async function copy() {
    await navigator.clipboard.writeText(code);
    setIsCopied(true);
  }
  return (
    <div dir="ltr" className={`group/code relative my-1 rounded-md border border-line bg-panel ${wideFrame}`}>
      {language ? <div className="px-3 pt-1.5 font-mono text-faint text-xs">{language}</div> : null}
      <Sideways label={t("wideCode")} dir="ltr">
        <pre className="w-fit whitespace-pre px-3 py-2 pe-10 font-mono text-sm">
          <code>{showControls(code.replace(/\n$/, ""))}</code>
        </pre>
      </Sideways>
      <IconButton
        icon={isCopied ? Check : Copy}
        label={t(isCopied ? "copied" : "copy")}
        size="small"
        tabIndex={tabIndex}
        onClick={copy}
        onPointerLeave={() => setIsCopied(false)}
        className="absolute end-1 top-1 border border-line bg-raised opacity-0 focus-visible:opacity-100 group-hover/code:opacity-100"
      />
    </div>
  );
}
