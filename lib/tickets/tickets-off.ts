import "server-only";
import { ConflictError } from "@/lib/core/errors";

/** What a visitor is told who asks for a person where the chatbot takes no tickets. */
export function ticketsOff(): ConflictError {
  return new ConflictError("This chat takes no tickets.", { reason: "tickets_off" });
}
