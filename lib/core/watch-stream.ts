/** How often an open stream asks whether its credential is still alive, in milliseconds. */
const CHECK_MS = 4_000;
/** Longest life of a stream in milliseconds, that of an access token. */
const MAX_STREAM_MS = 15 * 60_000;

/**
 * The response, whose stream ends within seconds once `isAlive` says no, or can't say, and in any case after `maxMs`.
 * Revoking a connection thereby ends what it has open, not only what it asks next.
 */
export function closeWhenRefused(
  response: Response,
  isAlive: () => Promise<boolean>,
  maxMs = MAX_STREAM_MS,
): Response {
  if (response.body === null) return response;
  const reader = response.body.getReader();
  const opened = Date.now();
  let timer: NodeJS.Timeout | undefined;
  let isOver = false;
  const end = () => {
    isOver = true;
    clearTimeout(timer);
  };
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      const check = async () => {
        const mayGoOn = Date.now() - opened < maxMs && (await isAlive().catch(() => false));
        // The stream can have ended while the answer was on its way.
        if (isOver) return;
        if (mayGoOn) timer = setTimeout(check, CHECK_MS);
        else {
          end();
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
        end();
        controller.close();
      } catch (error) {
        end();
        controller.error(error);
      }
    },
    cancel(reason) {
      end();
      return reader.cancel(reason);
    },
  });
  return new Response(body, { status: response.status, headers: response.headers });
}
