/** Every limit of the product, in one place. Schemas, OpenAPI and screens derive from it. Text lengths are in code points. */
export const limits = {
  jsonBodyBytesMax: 1024 * 1024,
  /** For operations that anybody may call. */
  publicBodyBytesMax: 16 * 1024,
  jsonDepthMax: 64,
  /** Opening brackets, commas and colons of a JSON text: about as many as it has keys and values. */
  jsonMarksMax: 5_000,
  /** Per query or form. */
  parametersMax: 1_000,
  /** Calls per tRPC request or frame. */
  batchCallsMax: 20,
  /** Rows loaded from the database per request or frame. */
  requestRowsMax: 5_000,
  errorDetailsMax: 20,
  errorTextLengthMax: 500,
  /** Requests from one address that need a credential and have no valid one, within `anonymousSeconds`. */
  anonymousRequestsMax: 600,
  /**
   * Requests from one address that anybody may send, such as signing in. Generous, since many people may share the address of an
   * undeclared proxy.
   */
  publicRequestsMax: 3_000,
  anonymousSeconds: 60,
  /** The burst that one socket may send, and the rate per second after that. Protocol frames such as pings count too. */
  socketFramesMax: 200,
  socketFramesPerSecond: 20,
  socketBytesMax: 256 * 1024,
  socketBytesPerSecond: 64 * 1024,
  /** Subscriptions of one socket: open at a time, opened in one burst, and opened per second after that. */
  subscriptionsMax: 64,
  subscriptionsOpenedMax: 100,
  subscriptionsPerSecond: 5,
  /** The id that a socket gives a subscription, which every frame of it repeats. */
  callIdLengthMax: 64,
  /** Bytes of a response or a frame, before compression. */
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
  /** All preferences of a person together, which every boot brings. A sidebar takes at most 28 kB of it, one of 300 channels 10. */
  preferencesLengthMax: 32 * 1024,
  /** Conversations that a person stars or puts in an order of their own, each, in one workspace. */
  sidebarIdsMax: 400,
  idLengthMax: 64,
  /** A name or id in a path. */
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
  /** Per bot in a list of bots. */
  botTokensShownMax: 5,
  /** Per person in one workspace. */
  livingInvitesMax: 1_000,
  /** Created by one person. */
  workspacesMadeMax: 100,
  mentionsPerMessageMax: 100,
  quoteSnapshotLengthMax: 280,
  /** Quotations of one message that carry its text; further ones only link to it. */
  quotationsPerMessageMax: 500,
  editsPerMessageMax: 500,
  /** Edits after which a message still keeps its quoted text; with the next edit it only links. */
  quotingEditsMax: 9,
  unreadCountMax: 1_000,
  pageSizeMax: 200,
  /** Members counted per workspace in a list of workspaces. */
  membersCountedMax: 1_000,
  pageSizeDefault: 100,
  /** People named between two messages of a channel. For the others, only the number of joins and leaves is kept. */
  memberChangesNamedMax: 10,
  /** Conversations that a client starts with. If a person has more, those with the newest messages. */
  ownConversationsMax: 500,
  /** People named on one page of conversations. */
  namedPeopleMax: 600,
  /** The first reactions of a message, with the people who made them. */
  reactionListMax: 500,
  eventPageSizeMax: 500,
  eventPageSizeDefault: 200,
  longPollSecondsMax: 25,
  ephemeralPayloadLengthMax: 8_000,
  heartbeatSeconds: 30,
  userBatchMax: 100,
  linksPerEmailHourMax: 5,
  /** Addresses in one call. */
  inviteMailsMax: 20,
  /** By one person. */
  inviteMailsHourMax: 100,
  strangersMailedTenMinutesMax: 100,
} as const;
