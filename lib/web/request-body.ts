import "server-only";
import { InvalidInputError } from "@/lib/core/errors";

/**
 * A file that is the body of a request, piece by piece. One that is shorter than announced was cut off on its way; what
 * came of it must not pass for the file.
 * @throws InvalidInputError after the last piece, when some are missing
 */
export async function* requestBody(request: Request): AsyncGenerator<Uint8Array> {
  const announced = request.headers.get("content-length");
  let bytes = 0;
  if (request.body) {
    for await (const chunk of request.body as unknown as AsyncIterable<Uint8Array>) {
      bytes += chunk.length;
      yield chunk;
    }
  }
  if (announced !== null && Number(announced) !== bytes) {
    throw new InvalidInputError("The file did not arrive whole.", {
      problems: [{ path: "file", message: `has ${announced} bytes, of which ${bytes} arrived` }],
      nextStep: "Send it again.",
    });
  }
}
