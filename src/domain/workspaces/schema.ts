import { z } from "zod";
import { idOf } from "../core/ids";
import { limits } from "../core/limits";
import { personSchema } from "../core/people";
import { handleSchema, httpUrl, isoTime, requiredLine, slugSchema, text } from "../core/text";

export const workspaceSchema = z
  .object({
    id: idOf("workspace"),
    name: z.string(),
    slug: z.string(),
    icon_url: z.string().nullable(),
    created_at: isoTime,
    created_by: idOf("user"),
    source: z.string().nullable().meta({ description: "Where an imported workspace came from" }),
  })
  .meta({ id: "Workspace" });

export type WorkspaceFields = z.infer<typeof workspaceSchema>;

export const workspacePayload = z.object({ workspace: workspaceSchema });
export type WorkspacePayload = z.infer<typeof workspacePayload>;

export const workspaceNameSchema = requiredLine(limits.workspaceNameLengthMax);

export const createWorkspaceInput = z.object({
  name: workspaceNameSchema,
  slug: slugSchema,
  owner: personSchema.extend({ handle: handleSchema }),
  source: text(limits.labelLengthMax).nullable(),
});
export type CreateWorkspace = z.infer<typeof createWorkspaceInput>;

export const updateWorkspaceInput = z.object({
  name: workspaceNameSchema.optional(),
  slug: slugSchema.optional(),
  icon_url: httpUrl.nullable().optional(),
});
export type UpdateWorkspace = z.infer<typeof updateWorkspaceInput>;
