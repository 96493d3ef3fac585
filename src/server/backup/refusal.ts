/** Ends a backup or a restore; its message is one sentence for the operator. */
export class BackupRefusal extends Error {
  override readonly name = "BackupRefusal";
}

/** The refusal for a fault of the archive or of a file in it; the sentence begins with the file's name. */
export function archiveFault(file: string, message: string, options?: ErrorOptions): BackupRefusal {
  return new BackupRefusal(`${file}: ${message}`, options);
}
