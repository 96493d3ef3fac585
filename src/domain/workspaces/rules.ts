import { channelCreated, channelMemberAdded } from "../channels/rules";
import { defineCommand } from "../core/commands";
import { defineEvent, type EnvelopeWith } from "../core/events";
import { defineKind, put } from "../core/kinds";
import { requireManager } from "../core/permissions";
import { memberJoined } from "../members/rules";
import type { CreateWorkspace, UpdateWorkspace, WorkspaceFields, WorkspacePayload } from "./schema";

export type Workspace = WorkspaceFields & { readonly created_cursor: number; readonly cursor: number };

export const workspaceKind = defineKind("workspace", {
  key: (workspace: Workspace) => workspace.id,
  hot: true,
  belongsTo: "workspace",
});

export const workspaceCreated = defineEvent("workspace.created", {
  audience: "workspace",
  scope: "workspaces:read",
  reduce: (_state, event: EnvelopeWith<WorkspacePayload>) => [
    put(workspaceKind, { ...event.payload.workspace, created_cursor: event.cursor, cursor: event.cursor }),
  ],
});

export const workspaceUpdated = defineEvent("workspace.updated", {
  audience: "workspace",
  scope: "workspaces:read",
  reduce: (state, event: EnvelopeWith<WorkspacePayload>) => {
    const created_cursor = state.get("workspace", event.workspace_id)?.created_cursor ?? event.cursor;
    return [put(workspaceKind, { ...event.payload.workspace, created_cursor, cursor: event.cursor })];
  },
});

/** Creates a workspace with its owner and its first channel, `general`. The store guards the uniqueness of the slug. */
export const createWorkspace = /* @__PURE__ */ defineCommand("workspace.create", {
  decide: (_state, input: CreateWorkspace, { workspace_id, now, newId, actor }) => {
    const workspace = {
      id: workspace_id,
      name: input.name,
      slug: input.slug,
      icon_url: null,
      created_at: now,
      created_by: actor.user_id,
      source: input.source,
    };
    const member = {
      ...input.owner,
      workspace_id,
      user_id: actor.user_id,
      role: "owner" as const,
      kind: "human" as const,
      owner_id: null,
      joined_at: now,
      left_at: null,
    };
    const channel = {
      id: newId("channel"),
      workspace_id,
      name: "general",
      kind: "public" as const,
      topic: "",
      purpose: "",
      is_default: true,
      display_title: null,
      sidebar_section: null,
      external_managed: false,
      external_ref: null,
      external_url: null,
      created_at: now,
      created_by: actor.user_id,
      archived_at: null,
    };
    const place = { channel_id: channel.id };
    return {
      events: [
        workspaceCreated.create({ workspace }),
        memberJoined.create({ user_id: actor.user_id, member }),
        channelCreated.create({ channel_id: channel.id, channel }, place),
        channelMemberAdded.create({ channel_id: channel.id, user_id: actor.user_id, last_seq: 0 }, place),
      ],
    };
  },
});

export const updateWorkspace = /* @__PURE__ */ defineCommand("workspace.update", {
  decide: (state, input: UpdateWorkspace, { actor, workspace_id }) => {
    const before = requireManager(state, workspace_id, actor).workspace;
    const { cursor: _cursor, created_cursor: _created, ...fields } = before;
    const workspace = {
      ...fields,
      name: input.name ?? before.name,
      slug: input.slug ?? before.slug,
      icon_url: input.icon_url === undefined ? before.icon_url : input.icon_url,
    };
    if (workspace.name === before.name && workspace.slug === before.slug && workspace.icon_url === before.icon_url)
      return { events: [] };
    return { events: [workspaceUpdated.create({ workspace })] };
  },
});
