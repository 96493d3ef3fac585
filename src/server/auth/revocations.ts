/** A session or bot token that lets nobody in any more. */
export type Revocation = { readonly credential_id: string; readonly user_id: string };

export type Revocations = {
  /** Told of every revocation of this process. The answer stops it. */
  onRevoked(listener: (revocation: Revocation) => void): () => void;
  announce(revocations: readonly Revocation[]): void;
};

/** The bell of revocations: live streams of the credential are cut when it rings. */
export function createRevocations(): Revocations {
  const listeners = new Set<(revocation: Revocation) => void>();
  return {
    onRevoked: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    announce: (revocations) => {
      for (const revocation of revocations) for (const listener of listeners) listener(revocation);
    },
  };
}
