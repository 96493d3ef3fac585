"use client";

import { useRef } from "react";
import { useTranslations } from "use-intl";
import { classNames } from "../kit/class-names";
import { useLeavesWhenCovered } from "../kit/focus";
import { late } from "../kit/late";
import { holdWhileWaiting, useTakesFocus } from "../kit/late-focus";
import { LatePart } from "../kit/late-part";
import { SidePane } from "../kit/side-pane";
import { roomForPane, useMedia } from "../kit/use-media";
import { PageHeader } from "../navigation/page-header";
import { paneIn } from "../navigation/place";
import { hasMoved, showPane, usePlace } from "../navigation/use-place";
import { PersonPane } from "./person-pane";

const directory = late(() => import("./directory").then((module) => module.Directory));

/** The directory: everybody in the workspace, with a filter, and beside it the person who was chosen. */
export function PeoplePage() {
  const t = useTranslations("people");
  const pane = paneIn(usePlace());
  const isCovered = !useMedia(roomForPane) && pane !== null;
  const page = useRef<HTMLElement>(null);
  useLeavesWhenCovered(page, isCovered);
  useTakesFocus(page, "people");
  const close = () => showPane(null);
  return (
    <>
      <main
        ref={page}
        data-pane
        data-takes-focus
        tabIndex={-1}
        aria-label={t("directory")}
        onKeyDown={holdWhileWaiting}
        className={classNames(
          "flex min-h-0 min-w-0 flex-1 flex-col outline-none",
          isCovered && "unless-swiping:invisible",
        )}
      >
        <PageHeader>
          <h1 className="font-semibold text-lg sm:ps-2">{t("directory")}</h1>
        </PageHeader>
        <LatePart of={directory} with={nothing} />
      </main>
      {pane?.kind === "person" ? (
        <SidePane label={t("profile")} content={pane.userId} isOpened={hasMoved()} width="details" onClose={close}>
          <PersonPane key={pane.userId} userId={pane.userId} onClose={close} />
        </SidePane>
      ) : null}
    </>
  );
}

const nothing = {};
