/** Looks up the names behind Slack's ids; undefined for an unknown id. */
export interface Names {
  handleOf(personSourceId: string): string | undefined;
  channelNameOf(conversationSourceId: string): string | undefined;
}
