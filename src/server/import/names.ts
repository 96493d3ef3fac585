/** Finds what Slack's ids stand for; an unknown id gives undefined. */
export interface Names {
  handleOf(personSourceId: string): string | undefined;
  channelNameOf(conversationSourceId: string): string | undefined;
}
