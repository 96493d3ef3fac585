import { authOperations } from "./auth";
import { bootOperations } from "./boot";
import { botOperations } from "./bots";
import { channelOperations } from "./channels";
import { directOperations } from "./directs";
import { emailOperations } from "./emails";
import { hookOperations } from "./hooks";
import { inviteOperations } from "./invites";
import { meOperations } from "./me";
import { memberOperations } from "./members";
import { messageOperations } from "./messages";
import type { Operation, RawOperation } from "./operation";
import { pinOperations } from "./pins";
import { reactionOperations } from "./reactions";
import { readStateOperations } from "./read-states";
import { realtimeOperations } from "./realtime";
import { routeOperations } from "./routes";
import { serviceOperations } from "./service";
import { setupOperations } from "./setup";
import { threadOperations } from "./threads";
import { userOperations } from "./users";
import { workspaceOperations } from "./workspaces";

/** Every operation by feature: the one table that tRPC, REST, the OpenAPI file and the tests are derived from. */
export const operations = {
  setup: setupOperations,
  auth: authOperations,
  me: meOperations,
  emails: emailOperations,
  boot: bootOperations,
  users: userOperations,
  workspaces: workspaceOperations,
  members: memberOperations,
  invites: inviteOperations,
  channels: channelOperations,
  readStates: readStateOperations,
  messages: messageOperations,
  threads: threadOperations,
  reactions: reactionOperations,
  pins: pinOperations,
  directs: directOperations,
  bots: botOperations,
  routes: routeOperations,
  hooks: hookOperations,
  realtime: realtimeOperations,
  service: serviceOperations,
};

export type Operations = typeof operations;

export type AnyOperation = Operation | RawOperation;

/** The same table as a list. */
export const operationList: readonly AnyOperation[] = Object.values(operations).flatMap((group) =>
  Object.values<AnyOperation>(group),
);
