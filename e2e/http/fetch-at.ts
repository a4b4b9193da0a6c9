import http from "node:http";

/**
 * A `fetch` for clients of the installation that goes to the instance a test picks, under the public name, as behind a
 * load balancer. Answers stream.
 */
export function fetchAt(publicUrl: string, pick: (method: string) => string): typeof fetch {
  return async (input, init) => {
    const asked = new Request(input, init);
    // The request's own signal only follows this one for as long as nobody collects the request.
    const signal = init?.signal ?? asked.signal;
    const { pathname, search } = new URL(asked.url);
    const body = Buffer.from(await asked.arrayBuffer());
    const { promise, resolve, reject } = Promise.withResolvers<Response>();
    const request = http.request(
      `${pick(asked.method)}${pathname}${search}`,
      {
        method: asked.method,
        family: 4,
        agent: false,
        signal,
        headers: { ...Object.fromEntries(asked.headers), host: new URL(publicUrl).host },
      },
      (answer) => {
        const status = answer.statusCode ?? 0;
        const hasBody = status !== 204 && status !== 304;
        const headers = Object.entries(answer.headers).flatMap(([name, value]) =>
          [value ?? []].flat().map((text): [string, string] => [name, text]),
        );
        const response = new Response(hasBody ? bodyOf(answer, signal) : null, { status, headers });
        // Clients compare the address of an answer with the one they asked for.
        Object.defineProperty(response, "url", { value: asked.url });
        resolve(response);
      },
    );
    request.on("error", reject);
    request.end(body);
    return promise;
  };
}

/** As `fetch` streams it: a connection that breaks is a TypeError for whoever reads, one given up its reason. */
function bodyOf(answer: http.IncomingMessage, signal: AbortSignal): ReadableStream<Uint8Array> {
  return new ReadableStream({
    start(controller) {
      answer.on("data", (chunk: Buffer) => controller.enqueue(chunk));
      answer.on("end", () => controller.close());
      answer.on("error", () =>
        controller.error(signal.aborted ? signal.reason : new TypeError("terminated")),
      );
    },
    cancel() {
      answer.destroy();
    },
  });
}
