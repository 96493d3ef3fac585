"use client";

import { useTranslations } from "use-intl";
import { late } from "../kit/late";
import { LatePart } from "../kit/late-part";
import { PaneHeader, type PaneHeaderProps } from "../kit/side-pane";

const card = late(() => import("./person-card").then((module) => module.PersonCard));

export type PersonPaneProps = Pick<PaneHeaderProps, "onBack" | "onClose"> & { userId: string };

/** A person in the right pane. */
export function PersonPane({ userId, ...ways }: PersonPaneProps) {
  const t = useTranslations("people");
  return (
    <>
      <PaneHeader title={t("profile")} {...ways} />
      <LatePart of={card} with={{ userId }} />
    </>
  );
}
