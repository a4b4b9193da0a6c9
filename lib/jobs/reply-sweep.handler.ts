import "server-only";
import { logger } from "@/lib/core/logger";
import { sweepReplies } from "@/lib/replies/sweep";

/** Safe to run twice; what is left the next minute's run ends. */
export async function handleReplySweep({ signal }: { signal: AbortSignal }): Promise<void> {
  const replies = await sweepReplies({ signal });
  if (replies > 0) logger.info({ replies }, "interrupted replies were ended");
}
