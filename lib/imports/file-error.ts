import "server-only";
import { InvalidInputError } from "@/lib/core/errors";

/** The file as a whole can't be read; its message is for people. */
export class ImportFileError extends InvalidInputError {
  constructor(rule: string, nextStep: string) {
    super(rule, { problems: [{ path: "file", message: rule }], nextStep });
  }
}
