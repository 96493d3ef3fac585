"use client";

import { Plus } from "lucide-react";
import { useMemo, useState } from "react";
import { useTranslations } from "use-intl";
import { useMe, useServer } from "../../client/hooks";
import { readError } from "../../client/transport/api";
import { folded } from "../../domain/names/folded";
import { withoutNotation } from "../../domain/names/ranking";
import { Button } from "../kit/button";
import { Dialog } from "../kit/dialog";
import { Skeleton } from "../kit/skeleton";
import { TextField } from "../kit/text-field";
import { useDialogs } from "../session/use-dialogs";
import { useWorkspace } from "../session/use-workspace";
import { BrowseRow } from "./browse-row";

/** The channels the user may read, joined or not. If they exceed one page, the server searches them. */
export default function BrowseDialog({ onClose }: { onClose: () => void }) {
  const t = useTranslations("channels");
  const me = useMe();
  const dialogs = useDialogs();
  const { workspace } = useWorkspace();
  const [query, setQuery] = useState("");
  const first = useServer(["channels", workspace.id], (api, { signal }) =>
    api.channels.list.query({ workspace_id: workspace.id }, { signal }),
  );
  const wanted = folded(withoutNotation(query));
  const isMore = first.data !== undefined && first.data.next_cursor !== null && wanted !== "";
  const asked = useServer(
    ["channels", workspace.id, wanted],
    (api, { signal }) => api.channels.list.query({ workspace_id: workspace.id, q: wanted }, { signal }),
    { enabled: isMore },
  );
  const list = isMore ? asked : first;
  const channels = useMemo(() => {
    const found = (list.data?.channels ?? []).filter(({ name, topic, purpose }) =>
      [name, topic, purpose].some((text) => folded(text).includes(wanted)),
    );
    return found.sort((one, other) => Number(one.archived_at !== null) - Number(other.archived_at !== null));
  }, [list.data, wanted]);
  return (
    <Dialog
      open
      size="large"
      onOpenChange={(open) => !open && onClose()}
      title={t("browseTitle")}
      footer={
        me && me.role !== "guest" ? (
          <Button onClick={() => dialogs.open({ name: "createChannel" })}>
            <Plus />
            {t("createTitle")}
          </Button>
        ) : null
      }
    >
      <div className="flex flex-col gap-4">
        <TextField
          hideLabel
          label={t("search")}
          placeholder={t("search")}
          value={query}
          onChange={(event) => setQuery(event.target.value)}
        />
        {list.error ? <p role="alert">{readError(list.error).message}</p> : null}
        {list.isPending ? (
          <Waiting />
        ) : (
          <ul aria-label={t("browseTitle")} className="flex flex-col">
            {channels.map((channel) => (
              <BrowseRow key={channel.id} channel={channel} onClose={onClose} />
            ))}
          </ul>
        )}
        {list.data && channels.length === 0 ? <p className="text-muted">{t("noneFound")}</p> : null}
      </div>
    </Dialog>
  );
}

function Waiting() {
  return (
    <div className="flex flex-col gap-4" aria-busy="true">
      <Skeleton className="h-8" />
      <Skeleton className="h-8" />
      <Skeleton className="h-8" />
    </div>
  );
}
