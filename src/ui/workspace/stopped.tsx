"use client";

import { useTranslations } from "use-intl";
import { useEngine } from "../../client/hooks";
import { EntranceFrame } from "../entrance/entrance-frame";
import { WayOn } from "../entrance/way-on";
import { Button } from "../kit/button";
import { useWorkspace } from "../session/use-workspace";

export type StoppedProps =
  | { why: "failed"; error: string | null }
  /** None of the person's workspaces has, or had, the slug in the address. */
  | { why: "unknown"; slug: string };

/** What takes the place of a workspace that cannot be shown. */
export function Stopped(props: StoppedProps) {
  return props.why === "failed" ? <Failed error={props.error} /> : <Unknown slug={props.slug} />;
}

function Failed({ error }: { error: string | null }) {
  const t = useTranslations("workspace");
  const engine = useEngine();
  return (
    <EntranceFrame isFault title={t("bootFailed")} lead={error}>
      <Button variant="primary" onClick={() => engine.connection.retryNow()}>
        {t("retryNow")}
      </Button>
    </EntranceFrame>
  );
}

function Unknown({ slug }: { slug: string }) {
  const t = useTranslations("workspace");
  const { workspace } = useWorkspace();
  return (
    <EntranceFrame isFault title={t("notFound", { slug })} lead={t("notFoundLead")}>
      <WayOn href={`/w/${encodeURIComponent(workspace.slug)}`}>{t("goTo", { name: workspace.name })}</WayOn>
    </EntranceFrame>
  );
}
