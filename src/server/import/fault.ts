/** Ends an import before it writes anything. Its message is one sentence for the operator. */
export class ImportRefusal extends Error {
  override readonly name: string = "ImportRefusal";
}

/** A fault in the archive or in one of its files. The message begins with the file's name. */
export class ImportFault extends ImportRefusal {
  override readonly name = "ImportFault";
  readonly file: string;

  constructor(file: string, message: string, options?: ErrorOptions) {
    super(`${file}: ${message}`, options);
    this.file = file;
  }
}
