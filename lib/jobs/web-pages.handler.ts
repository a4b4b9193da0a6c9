import "server-only";
import { dueWebPages } from "@/lib/db/due-web-pages";
import { enqueueNow } from "./enqueue";
import { webPageJob } from "./web-page.job";

/** Queues a job for each page that is due; one that is queued or being read already stays alone. */
export async function handleWebPages({ signal }: { signal: AbortSignal }): Promise<void> {
  for (const page of await dueWebPages()) {
    if (signal.aborted) return;
    await enqueueNow(webPageJob, page, { key: page.sourceId });
  }
}
