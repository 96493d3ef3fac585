/** Ends a backup or a restore. Its message is one sentence for the operator. */
export class BackupRefusal extends Error {
  override readonly name = "BackupRefusal";
}

/** The refusal for a fault in the archive or in one of its files. The message begins with the file's name. */
export function archiveFault(file: string, message: string, options?: ErrorOptions): BackupRefusal {
  return new BackupRefusal(`${file}: ${message}`, options);
}
