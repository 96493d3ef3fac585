"use client";

import { useMutation } from "@tanstack/react-query";
import { flushSync } from "react-dom";
import { useDirects, useEngine } from "../../client/hooks";
import { readError } from "../../client/transport/api";
import { useToast } from "../kit/toast";
import { placeOf } from "../navigation/place";
import { go } from "../navigation/use-place";
import { type OpenDialog, useDialogs } from "../session/use-dialogs";
import { useWorkspace } from "../session/use-workspace";

type WantedDirect = { readonly memberIds: string[]; readonly opening: OpenDialog; readonly isWanted: () => boolean };

/**
 * Opens the direct conversation with these people, creating it if needed. Until it is there, typed text is kept for it, so that
 * none ends up in the conversation the user is leaving.
 */
export function useOpenDirect(): (memberIds: string[]) => void {
  const engine = useEngine();
  const toast = useToast();
  const dialogs = useDialogs();
  const directs = useDirects();
  const { workspace } = useWorkspace();
  const open = (id: string) => {
    go(placeOf(workspace.slug, { kind: "direct", ref: id }));
  };
  const create = useMutation({
    mutationFn: ({ memberIds }: WantedDirect) =>
      engine.api.directs.create.mutate({ workspace_id: workspace.id, member_ids: memberIds }),
    onSuccess: ({ conversation }, { opening, isWanted }) => {
      if (!isWanted()) return;
      flushSync(() => {
        // Another window may have opened meanwhile.
        dialogs.closeOnly(opening);
        open(conversation.id);
      });
    },
    onError: (error, { opening }) => {
      dialogs.closeOnly(opening);
      toast(readError(error).message, { urgent: true });
    },
  });
  return (memberIds) => {
    const [only] = memberIds;
    const known = directs.find(
      ({ other_ids }) => memberIds.length === 1 && other_ids.length === 1 && other_ids[0] === only,
    );
    if (known) {
      open(known.id);
      return;
    }
    let isWanted = true;
    const opening: OpenDialog = {
      name: "opening",
      onCancel: () => {
        isWanted = false;
      },
    };
    dialogs.open(opening);
    create.mutate({ memberIds, opening, isWanted: () => isWanted });
  };
}
