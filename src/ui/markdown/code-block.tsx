"use client";

import { Check, Copy } from "lucide-react";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { showControls } from "../../language";
import { IconButton } from "../kit/icon-button";
import { useTabStop } from "../kit/tab-stop";

/** A block of code with a button that copies it. */
export function CodeBlock({ code, language }: { code: string; language: string }) {
  const t = useTranslations("kit");
  const tabIndex = useTabStop();
  const [isCopied, setIsCopied] = useState(false);
  async function copy() {
    await navigator.clipboard.writeText(code);
    setIsCopied(true);
  }
  return (
    <div dir="ltr" className="group/code relative my-1 max-w-full rounded-md border border-line bg-panel">
      {language ? <div className="px-3 pt-1.5 font-mono text-faint text-xs">{language}</div> : null}
      <pre className="whitespace-pre-wrap px-3 py-2 pe-10 font-mono text-sm">
        <code>{showControls(code.replace(/\n$/, ""))}</code>
      </pre>
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
