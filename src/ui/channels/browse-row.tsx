"use client";

import { useMutation } from "@tanstack/react-query";
import { useTranslations } from "use-intl";
import { useEngine } from "../../client/hooks";
import { readError } from "../../client/transport/api";
import type { ChannelFields } from "../../domain/channels/rules";
import { Tag } from "../kit/badge";
import { Button } from "../kit/button";
import { Name } from "../kit/name";
import { follow } from "../navigation/follow";
import { pathOf, placeOf, targetOf } from "../navigation/place";
import { useWorkspace } from "../session/use-workspace";
import { ChannelIcon } from "./channel-icon";

export type BrowseRowProps = { channel: ChannelFields & { is_member: boolean }; onClose: () => void };

/** A row in the list of all channels: opens the channel, or joins it. */
export function BrowseRow({ channel, onClose }: BrowseRowProps) {
  const t = useTranslations("channels");
  const engine = useEngine();
  const { workspace } = useWorkspace();
  const path = pathOf(placeOf(workspace.slug, targetOf(channel)));
  const join = useMutation({
    mutationFn: () => engine.api.channels.join.mutate({ channel_id: channel.id }),
    onSettled: () => engine.views.client.invalidateQueries({ queryKey: ["server", "channels"] }),
  });
  const isArchived = channel.archived_at !== null;
  return (
    <li className="flex min-h-12 items-center gap-4 border-line border-b py-1 last:border-b-0">
      <a
        href={path}
        onClick={(event) => {
          onClose();
          follow(event, path);
        }}
        className="flex min-w-0 flex-1 flex-col rounded-sm hover:underline"
      >
        <span className="flex items-center gap-1.5 font-medium">
          <span className="flex text-muted">
            <ChannelIcon kind={channel.kind} />
          </span>
          <Name className="truncate">{channel.name}</Name>
          {isArchived ? <Tag>{t("archivedTag")}</Tag> : null}
        </span>
        <span dir="auto" className="truncate text-left text-muted text-sm">
          {join.error ? readError(join.error).message : channel.topic || channel.purpose}
        </span>
      </a>
      {channel.is_member ? <span className="text-muted text-sm">{t("joined")}</span> : null}
      {channel.is_member || isArchived ? null : (
        <Button
          size="small"
          disabled={join.isPending}
          onClick={() => join.mutate()}
          aria-label={t("joinNamed", { name: channel.name })}
        >
          {t("join")}
        </Button>
      )}
    </li>
  );
}
