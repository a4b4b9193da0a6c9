import { addressWith } from "@/components/lists/list-address";
import { routes } from "@/components/shell/routes";
import type { InboxPage, InboxView, OpenConversation } from "@/lib/conversations/schema";
import { instantsOf } from "@/lib/core/time-zone";

/** Fields of the inbox's address, by the names they have there. */
export const INBOX_FIELDS = ["view", "q", "chatbot", "platform", "from", "to", "visitor"] as const;
export type InboxFields = Partial<Record<(typeof INBOX_FIELDS)[number], string>>;

export const VIEW_LABELS: Record<InboxView, string> = {
  all: "All",
  unread: "Unread",
  mine: "Mine",
  unassigned: "Unassigned",
  person: "With a person",
};

/** The filters of an address, in one order, so that equal ones are equal as text. */
export function inboxFields(textOf: (name: string) => string | null | undefined): InboxFields {
  return Object.fromEntries(
    INBOX_FIELDS.flatMap((name) => {
      const value = textOf(name)?.trim();
      return value ? [[name, value]] : [];
    }),
  );
}

/** The same filters by the names of the verb; days are those of the zone that the page tells times in. */
export function inboxFilters(fields: InboxFields, zone: string): Record<string, string> {
  const { q, chatbot, visitor, from: _from, to: _to, ...same } = fields;
  const { from, to } = instantsOf(fields, zone);
  return {
    ...same,
    ...(from && { from }),
    ...(to && { to }),
    ...(q && { query: q }),
    ...(chatbot && { chatbot_id: chatbot }),
    ...(visitor && { visitor_id: visitor }),
  };
}

/** The conversation an address opens; undefined for the list alone. */
export function openedIn(pathname: string): string | undefined {
  const [, id] = /\/conversations\/([^/]+)$/.exec(pathname) ?? [];
  return id === undefined ? undefined : decodeURIComponent(id);
}

/** Address of a conversation beside the list that it was found in, at the message that a search found. */
export function conversationAddress(
  projectId: string,
  id: string | undefined,
  fields: InboxFields,
  at?: number,
): string {
  const pages = routes.project(projectId);
  return addressWith(id === undefined ? pages.conversations : pages.conversation(id), {
    ...fields,
    at: at === undefined ? undefined : String(at),
  });
}

export function inboxCsvAddress(projectId: string, filters: Record<string, string>): string {
  return addressWith(`/api/projects/${encodeURIComponent(projectId)}/conversations.csv`, filters);
}

export async function fetchInbox(
  projectId: string,
  filters: Record<string, string>,
  cursor?: string,
): Promise<InboxPage> {
  const path = `/api/projects/${encodeURIComponent(projectId)}/conversations`;
  return read(addressWith(path, { ...filters, cursor }));
}

export async function fetchConversation(
  projectId: string,
  id: string,
  part: { before?: number; after?: number; around?: number } = {},
): Promise<OpenConversation> {
  const path = `/api/projects/${encodeURIComponent(projectId)}/conversations/${encodeURIComponent(id)}`;
  const query = Object.entries(part).map(([name, value]) => [name, String(value)]);
  return read(addressWith(path, Object.fromEntries(query)));
}

/** The server's own words, where it has some. */
export class RefusedError extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

async function read<View>(address: string): Promise<View> {
  const response = await fetch(address, { headers: { accept: "application/json" } });
  if (response.ok) return response.json();
  const problem = (await response.json().catch(() => null)) as { detail?: string } | null;
  throw new RefusedError(response.status, problem?.detail ?? `The server answered ${response.status}.`);
}
