import "server-only";
import type { Caller } from "@/lib/auth/caller";
import { ID_PREFIXES } from "@/lib/core/id-kinds";
import { listLeads } from "@/lib/leads/list";
import { type Found, SEARCHED_KINDS, type SearchInput } from "./schema";
import { search } from "./search";

const MAX_LEADS = 3;
const MAX_FOUND = 12;
const MAX_TEXT_LENGTH = 120;

/** For somebody who types a few letters: leads of that name or address, then what `search` finds; at most twelve. */
export async function findAnywhere(caller: Caller, { query }: SearchInput): Promise<Found[]> {
  const [leads, { results }] = await Promise.all([
    caller.permissions.has("leads:read") ? listLeads(caller, { query, limit: MAX_LEADS }) : { items: [] },
    search(caller, { query }),
  ]);
  return [
    ...leads.items.map(({ id, name, email, phone }): Found => {
      const [title = "", ...others] = [name, email, phone].filter((one) => one !== null);
      return { kind: "lead", id, title, text: others.join(", ") };
    }),
    ...results.flatMap(({ id, title, text }): Found[] => {
      const kind = SEARCHED_KINDS.find((name) => id.startsWith(`${ID_PREFIXES[name]}_`));
      // A snippet marks the words it was found by with asterisks.
      return kind ? [{ kind, id, title, text: text.replaceAll("**", "").slice(0, MAX_TEXT_LENGTH) }] : [];
    }),
  ].slice(0, MAX_FOUND);
}
