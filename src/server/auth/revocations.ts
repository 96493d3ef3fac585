import type { Bell } from "../bell/bell";

/** A session or bot token that is no longer valid. */
export type Revocation = { readonly credential_id: string; readonly user_id: string };

export type Revocations = {
  /** Calls the listener with every revocation, including those of other processes. Returns a function that stops it. */
  onRevoked(listener: (revocation: Revocation) => void): () => void;
  /** Settles when the other processes have been notified. */
  announce(revocations: readonly Revocation[]): Promise<void>;
  close(): void;
};

/** The bell of revocations. When it rings, the credential's live streams are cut. */
export function createRevocations(bell: Bell): Revocations {
  const listeners = new Set<(revocation: Revocation) => void>();
  const close = bell.onWord((word) => {
    if (word.type === "revoked") ring(word);
  });

  function ring({ credential_id, user_id }: Revocation): void {
    for (const listener of listeners) listener({ credential_id, user_id });
  }

  return {
    onRevoked: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    announce: async (revocations) => {
      for (const revocation of revocations) ring(revocation);
      await Promise.all(revocations.map((revocation) => bell.tell({ type: "revoked", ...revocation })));
    },
    close,
  };
}
