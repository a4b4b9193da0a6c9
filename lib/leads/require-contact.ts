import "server-only";
import { InvalidInputError } from "@/lib/core/errors";

/** @throws InvalidInputError nothing tells who the lead is */
export function requireContact(lead: {
  name: string | null;
  email: string | null;
  phone: string | null;
}): void {
  if (lead.name !== null || lead.email !== null || lead.phone !== null) return;
  throw new InvalidInputError("A lead needs a name, an e-mail address or a phone number.", {
    problems: [{ path: "email", message: "Enter a name, an e-mail address or a phone number." }],
    nextStep: "Fill in at least one of the three.",
  });
}
