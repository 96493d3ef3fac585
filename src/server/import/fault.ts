/** A fault of the archive or of a file in it, in one sentence that begins with the file's name. */
export class ImportFault extends Error {
  readonly file: string;

  constructor(file: string, message: string, options?: ErrorOptions) {
    super(`${file}: ${message}`, options);
    this.name = "ImportFault";
    this.file = file;
  }
}
