/** A sign-in link that was not mailed, as the development mailbox shows it. */
export type KeptLink = {
  readonly id: string;
  readonly email: string;
  readonly url: string;
  readonly created_at: string;
  readonly expires_at: string;
};

export type Mailbox = { keep(link: KeptLink): void; list(): readonly KeptLink[] };

const linksMax = 50;

/** The newest links, in memory only, the newest first. */
export function createMailbox(): Mailbox {
  let links: readonly KeptLink[] = [];
  return {
    keep: (link) => {
      links = [link, ...links].slice(0, linksMax);
    },
    list: () => links,
  };
}
