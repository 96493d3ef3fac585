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

export type BrowseRowProps = {
  channel: ChannelFields & { is_member: boolean; member_count: number };
  onClose: () => void;
};

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
  const about = channel.topic || channel.purpose;
  const isArchived = channel.archived_at !== null;
  return (
    <li className="group/channel flex min-h-14 items-center gap-4 border-line border-b py-1 last:border-b-0">
      <a
        href={path}
        onClick={(event) => {
          onClose();
          follow(event, path);
        }}
        className="flex min-w-0 flex-1 items-start gap-2 rounded-sm"
      >
        <span className="flex h-(--body-line) items-center text-muted">
          <ChannelIcon kind={channel.kind} />
        </span>
        <span className="flex min-w-0 flex-1 flex-col">
          <span className="flex items-center gap-1.5 font-medium">
            <Name className="truncate group-hover/channel:underline">{channel.name}</Name>
            {isArchived ? <Tag>{t("archivedTag")}</Tag> : null}
          </span>
          {join.error ? (
            <span className="text-danger text-sm">{readError(join.error).message}</span>
          ) : (
            <span className="flex min-w-0 gap-1.5 text-muted text-sm">
              <span className="shrink-0">{t("membersButton", { count: channel.member_count })}</span>
              {about === "" ? null : (
                <>
                  <span aria-hidden="true">·</span>
                  <Name className="min-w-0 truncate">{about}</Name>
                </>
              )}
            </span>
          )}
        </span>
      </a>
      {channel.is_member ? <span className="text-muted text-sm">{t("joined")}</span> : null}
      {channel.is_member || isArchived ? null : (
        <Button
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
