/** Ends an import before it has written anything; its message is one sentence for the operator. */
export class ImportRefusal extends Error {
  override readonly name: string = "ImportRefusal";
}

/** A fault of the archive or of a file in it; the sentence begins with the file's name. */
export class ImportFault extends ImportRefusal {
  override readonly name = "ImportFault";
  readonly file: string;

  constructor(file: string, message: string, options?: ErrorOptions) {
    super(`${file}: ${message}`, options);
    this.file = file;
  }
}
