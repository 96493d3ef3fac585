"use client";

import { type ReactNode, useEffect } from "react";
import { useTranslations } from "use-intl";
import { Mark } from "../kit/mark";
import { Motif } from "../kit/motif";

export type EntranceFrameProps = {
  /** Undefined while the page does not know yet what it has to say. */
  title?: string | undefined;
  /** A sentence below the title. */
  lead?: ReactNode;
  children?: ReactNode;
  /** A remark below the form. */
  note?: ReactNode;
  /** Something is wrong or missing: what Parley is for is not said beside it. */
  isFault?: boolean;
};

/** The pages outside a workspace: what Parley is on one side, one thing to do on the other. Narrow windows have a band above instead. */
export function EntranceFrame({ title, lead, children, note, isFault = false }: EntranceFrameProps) {
  useTitle(title);
  return (
    <div className="flex min-h-dvh flex-col bg-canvas wide:flex-row">
      <Side hasMotto={!isFault} />
      <main
        aria-busy={title === undefined}
        className="flex min-w-0 flex-1 flex-col items-center px-6 pt-10 pb-16 md:px-8 md:pt-24 wide:justify-center wide:py-12"
      >
        <div className="tall-controls flex w-full max-w-90 flex-col gap-6">
          {title === undefined ? null : (
            <div className="flex flex-col gap-2 [overflow-wrap:anywhere]">
              <h1 dir="auto" className="text-left font-semibold text-xl">
                {title}
              </h1>
              {lead ? <div className="text-muted">{lead}</div> : null}
            </div>
          )}
          {children}
          {note ? <p className="text-muted text-sm">{note}</p> : null}
        </div>
      </main>
    </div>
  );
}

/** Keeps the document's title: React takes over the title of the page's metadata at a time of its own, and puts its text back. */
function useTitle(title: string | undefined): void {
  useEffect(() => {
    if (title === undefined) return;
    const wanted = `${title} · Parley`;
    const set = () => {
      if (document.title !== wanted) document.title = wanted;
    };
    set();
    const observer = new MutationObserver(set);
    observer.observe(document.head, { subtree: true, childList: true, characterData: true });
    return () => observer.disconnect();
  }, [title]);
}

/** The half with the mark, the motif and the promise; a low band where there is one column. */
function Side({ hasMotto }: { hasMotto: boolean }) {
  const t = useTranslations("outside");
  return (
    <header className="ground flex shrink-0 items-center justify-between gap-6 px-6 py-5 md:px-10 md:py-7 wide:sticky wide:top-0 wide:h-dvh wide:w-[44%] wide:flex-col wide:items-stretch wide:gap-10 wide:p-12">
      <p className="flex items-center gap-3 font-semibold text-lg">
        <Mark className="size-6" />
        Parley
      </p>
      <Motif columns={9} count={16} className="h-8 wide:hidden" />
      <Motif columns={17} count={150} className="hidden min-h-0 w-full shrink grow wide:block" />
      {hasMotto ? (
        <div className="hidden flex-col gap-3 wide:flex">
          <p className="max-w-112 text-pretty font-semibold text-2xl">{t("motto")}</p>
          <p className="max-w-[44ch] text-on-ground-muted">{t("mottoLead")}</p>
        </div>
      ) : null}
    </header>
  );
}
