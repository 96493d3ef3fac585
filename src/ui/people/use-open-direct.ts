"use client";

import { useMutation } from "@tanstack/react-query";
import { readError } from "../../client/api";
import { useEngine } from "../../client/hooks";
import { useToast } from "../kit/toast";
import { go } from "../navigation/use-place";
import { useWorkspace } from "../workspace/use-workspace";

/** Opens the direct conversation with these people, making it where there is none. */
export function useOpenDirect(): (memberIds: string[]) => void {
  const engine = useEngine();
  const toast = useToast();
  const { workspace } = useWorkspace();
  const create = useMutation({
    mutationFn: (member_ids: string[]) => engine.api.directs.create.mutate({ workspace_id: workspace.id, member_ids }),
    onSuccess: ({ conversation }) => {
      const target = { kind: "direct", ref: conversation.id } as const;
      go({ slug: workspace.slug, target, threadId: null, messageId: null });
    },
    onError: (error) => toast(readError(error).message, { urgent: true }),
  });
  return create.mutate;
}
