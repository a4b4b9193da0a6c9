import "server-only";

/** How often an open stream asks whether its credential is still alive, in milliseconds. */
const CHECK_MS = 4_000;
/** No stream outlives an access token. */
const MAX_STREAM_MS = 15 * 60_000;

/**
 * The response, whose stream ends within seconds once `isAlive` says no, or can't say. Revoking a connection thereby
 * ends what it has open, not only what it asks next.
 */
export function closeWhenRefused(response: Response, isAlive: () => Promise<boolean>): Response {
  if (response.body === null) return response;
  const reader = response.body.getReader();
  const opened = Date.now();
  let timer: NodeJS.Timeout | undefined;
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      const check = async () => {
        const mayGoOn = Date.now() - opened < MAX_STREAM_MS && (await isAlive().catch(() => false));
        if (mayGoOn) timer = setTimeout(check, CHECK_MS);
        else {
          await reader.cancel().catch(() => {});
          try {
            controller.close();
          } catch {
            // The stream had ended by itself in the meantime.
          }
        }
      };
      timer = setTimeout(check, CHECK_MS);
    },
    async pull(controller) {
      try {
        const { done, value } = await reader.read();
        if (!done) return controller.enqueue(value);
        clearTimeout(timer);
        controller.close();
      } catch (error) {
        clearTimeout(timer);
        controller.error(error);
      }
    },
    cancel(reason) {
      clearTimeout(timer);
      return reader.cancel(reason);
    },
  });
  return new Response(body, { status: response.status, headers: response.headers });
}
