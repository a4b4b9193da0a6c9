import "server-only";
import { renameUser } from "@/lib/auth/users";
import type { UpdateNameInput } from "./schema";

/** Changes the name by which others see the person. */
export async function updateName(
  person: { userId: string },
  input: UpdateNameInput,
): Promise<{ name: string }> {
  await renameUser(person.userId, input.name);
  return { name: input.name };
}
