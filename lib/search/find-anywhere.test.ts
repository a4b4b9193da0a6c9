import { expect, test } from "vitest";
import { inProject } from "@/lib/auth/caller";
import { storeConversations } from "@/lib/conversations/testing";
import { newId } from "@/lib/core/ids";
import { prisma } from "@/lib/db/client";
import { createLead } from "@/lib/leads/create";
import { createLeadInput } from "@/lib/leads/schema";
import { aMember, anOrganisation } from "@/lib/people/testing";
import { createTicket } from "@/lib/tickets/create";
import { createTicketInput } from "@/lib/tickets/schema";
import { findAnywhere } from "./find-anywhere";
import { found, searchInput } from "./schema";

async function shop(name: string) {
  const { owner, projectId, organisationId } = await anOrganisation(name);
  const caller = inProject(owner, projectId);
  const { id: chatbotId } = await prisma.chatbot.findFirstOrThrow({ where: { projectId } });
  await storeConversations(projectId, [
    {
      chatbotId,
      platform: "web",
      startedAt: "2026-03-01T10:00:00Z",
      turns: [{ role: "user", content: `Is the zeppelin of ${name} back?`, at: "2026-03-01T10:00:00Z" }],
    },
  ]);
  await createLead(caller, createLeadInput.parse({ name: `Zeppelin Smith ${name}`, email: "z@example.com" }));
  await createTicket(
    caller,
    createTicketInput.parse({ subject: `Broken zeppelin ${name}`, message: "It leaks." }),
  );
  return { caller, projectId, organisationId };
}

const find = (caller: Parameters<typeof findAnywhere>[0], query: string) =>
  findAnywhere(caller, searchInput.parse({ query }));

test("finds customers, tickets and leads by words, of this project alone", async () => {
  const ours = await shop("Ours");
  await shop("Theirs");
  const items = await find(ours.caller, "zeppelin");
  for (const item of items) found.parse(item);
  expect(items.map(({ kind }) => kind).toSorted()).toEqual(["conversation", "lead", "ticket"]);
  expect(items[0]).toMatchObject({ kind: "lead", title: "Zeppelin Smith Ours", text: "z@example.com" });
  expect(JSON.stringify(items)).not.toContain("Theirs");
  expect(JSON.stringify(items)).not.toContain("**");
  expect(await find(ours.caller, newId("message"))).toEqual([]);
});

test("leaves out what the caller may not read", async () => {
  const { caller, projectId, organisationId } = await shop("Narrow");
  const analyst = await aMember(organisationId, "analyst");
  expect(await find(inProject(analyst.caller, projectId), "zeppelin")).toHaveLength(3);
  const permissions = new Set([...caller.permissions].filter((name) => !/leads|tickets/.test(name)));
  expect((await find({ ...caller, permissions }, "zeppelin")).map(({ kind }) => kind)).toEqual([
    "conversation",
  ]);
});
