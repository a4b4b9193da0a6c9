import "server-only";
import { canMail } from "@/lib/outbound/mail";

/** Whether people can have links sent to their address: pages offer it only then. */
export function canAskLink(): boolean {
  return canMail();
}
