/** Every limit of the product, in one place; schemas, OpenAPI and screens derive from it. Lengths of texts are code points. */
export const limits = {
  jsonBodyBytesMax: 1024 * 1024,
  /** Of operations that anybody may call. */
  publicBodyBytesMax: 16 * 1024,
  jsonDepthMax: 64,
  /** Brackets that open, commas and colons of a JSON text: as many as it has keys and values, give or take its brackets. */
  jsonMarksMax: 5_000,
  /** Of a query or a form. */
  parametersMax: 1_000,
  /** Calls of one tRPC request or frame. */
  batchCallsMax: 20,
  /** Rows that come from the database for one request or frame, at most. */
  requestRowsMax: 5_000,
  errorDetailsMax: 20,
  errorTextLengthMax: 500,
  /** Requests from one address that need a credential and have no valid one, within `anonymousSeconds`. */
  anonymousRequestsMax: 600,
  /** Of what anybody may ask for, such as signing in: generous, since many may share an address that nobody named as a proxy's. */
  publicRequestsMax: 3_000,
  anonymousSeconds: 60,
  /** What may come over one socket at once, and each second from then on. Protocol frames such as pings count as well. */
  socketFramesMax: 200,
  socketFramesPerSecond: 20,
  socketBytesMax: 256 * 1024,
  socketBytesPerSecond: 64 * 1024,
  /** Subscriptions of one socket: at a time, opened at once, and opened each second from then on. */
  subscriptionsMax: 64,
  subscriptionsOpenedMax: 100,
  subscriptionsPerSecond: 5,
  /** Of what a socket calls a subscription, which every frame of it repeats. */
  callIdLengthMax: 64,
  /** Bytes of an answer or a frame, before compression. */
  answerBytesMax: 1024 * 1024,
  messageBodyLengthMax: 40_000,
  displayNameLengthMax: 80,
  workspaceNameLengthMax: 80,
  channelNameLengthMax: 80,
  channelTopicLengthMax: 250,
  channelPurposeLengthMax: 250,
  slugLengthMax: 48,
  handleLengthMax: 32,
  emailLengthMax: 254,
  urlLengthMax: 500,
  statusLengthMax: 100,
  timeZoneLengthMax: 64,
  preferencesLengthMax: 16 * 1024,
  idLengthMax: 64,
  /** Of what names a thing in a path. */
  pathPartLengthMax: 200,
  searchLengthMax: 100,
  /** An emoji, or a name of one. */
  emojiLengthMax: 64,
  nonceLengthMax: 128,
  turnIdLengthMax: 128,
  labelLengthMax: 200,
  directMembersMax: 32,
  reactionEmojiPerMessageMax: 50,
  pinsPerChannelMax: 100,
  inviteUsesMax: 10_000,
  inviteChannelsMax: 20,
  inviteDaysMax: 365,
  inviteDaysDefault: 7,
  inviteUsesDefault: 25,
  /** Of each bot in a list of bots. */
  botTokensShownMax: 5,
  /** Of one person in one workspace. */
  livingInvitesMax: 1_000,
  /** That one person makes. */
  workspacesMadeMax: 100,
  mentionsPerMessageMax: 100,
  quoteSnapshotLengthMax: 280,
  /** Quotations of one message that carry its text; further ones link to it. */
  quotationsPerMessageMax: 500,
  editsPerMessageMax: 500,
  /** Edits over which a message keeps the text that it quotes; with the next one it links. */
  quotingEditsMax: 9,
  unreadCountMax: 1_000,
  pageSizeMax: 200,
  /** A list of workspaces counts so many members of each, at most. */
  membersCountedMax: 1_000,
  pageSizeDefault: 100,
  /** People who came or went between two messages of a channel; of the others it is counted how often they did. */
  memberChangesNamedMax: 10,
  /** The conversations that a client begins with: of somebody who has more, those that were written to last. */
  ownConversationsMax: 500,
  /** People that one page of conversations names. */
  namedPeopleMax: 600,
  /** The first reactions of a message, with who made them. */
  reactionListMax: 500,
  eventPageSizeMax: 500,
  eventPageSizeDefault: 200,
  longPollSecondsMax: 25,
  ephemeralPayloadLengthMax: 8_000,
  heartbeatSeconds: 30,
  userBatchMax: 100,
  linksPerEmailHourMax: 5,
  strangersMailedTenMinutesMax: 100,
} as const;
