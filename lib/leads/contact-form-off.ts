import "server-only";
import { ConflictError } from "@/lib/core/errors";

/** What a visitor is told who leaves contact details with a chatbot that collects none. */
export function contactFormOff(): ConflictError {
  return new ConflictError("This chat takes no contact details.", { reason: "contact_form_off" });
}
