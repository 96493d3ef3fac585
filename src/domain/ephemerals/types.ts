/** The ephemerals a caller may publish: never stored, without a cursor, dropped when a reader is slow. */
export const publishableTypes = ["typing.started", "typing.stopped", "presence.changed", "agent.progress"] as const;
export type PublishableType = (typeof publishableTypes)[number];

/** The signals that the server sends to a person's other devices, or to a stream when it opens. */
export const signalTypes = [
  "channel.read",
  "dm.read",
  "thread.read",
  "draft.updated",
  "read_states.snapshot",
  "presence.snapshot",
  "workspaces.changed",
  "preferences.updated",
] as const;
export type SignalType = (typeof signalTypes)[number];

export const presenceStatuses = ["online", "away", "offline"] as const;
export type PresenceStatus = (typeof presenceStatuses)[number];
