import { describe, expect, test } from "vitest";
import { inProject } from "@/lib/auth/caller";
import { newId } from "@/lib/core/ids";
import { prisma } from "@/lib/db/client";
import { aMember, anOrganisation } from "@/lib/people/testing";
import { getGuide } from "./guide";
import { guideView } from "./schema";
import { setGuide } from "./set-guide";

async function started() {
  const { owner, projectId, organisationId, person } = await anOrganisation();
  const { id: chatbotId } = await prisma.chatbot.findFirstOrThrow({ where: { projectId } });
  return { caller: inProject(owner, projectId), projectId, organisationId, userId: person.userId, chatbotId };
}

const stepsOf = async (caller: Awaited<ReturnType<typeof started>>["caller"]) =>
  guideView.parse(await getGuide(caller)).done;

function connection(organisationId: string, userId: string, projectId: string | null) {
  return prisma.connection.create({
    data: {
      id: newId("connection"),
      organisationId,
      userId,
      projectId,
      clientId: "client",
      clientName: "Client",
      redirectUri: "http://localhost/",
      label: "Client",
      resource: "http://localhost/mcp",
      access: "readonly",
    },
  });
}

describe("the guide", () => {
  test("checks each step off by fact, and only facts of this project", async () => {
    const { caller, projectId, chatbotId, organisationId, userId } = await started();
    const elsewhere = await started();
    expect(await getGuide(caller)).toEqual({
      done: ["project"],
      is_finished: false,
      is_put_away: false,
      primary_chatbot_id: chatbotId,
    });
    const source = {
      kind: "custom" as const,
      title: "Returns",
      body: "Within 30 days.",
      contentHash: "x",
      projectId,
    };
    await prisma.knowledgeSource.create({ data: { id: newId("source"), ...source } });
    expect(await stepsOf(caller)).toEqual(["project", "content"]);

    const bot = { projectId_id: { projectId, id: chatbotId } };
    await prisma.chatbot.update({ where: bot, data: { instructions: "Be kind." } });
    expect(await stepsOf(caller)).not.toContain("chatbot");
    await prisma.chatbot.update({ where: bot, data: { indexId: newId("training") } });
    expect(await stepsOf(caller)).toEqual(["project", "content", "chatbot"]);

    await prisma.chatbot.update({
      where: bot,
      data: { seenAt: new Date(), seenOrigin: "https://shop.example" },
    });
    expect(await stepsOf(caller)).toContain("embed");

    const neighbour = await prisma.project.create({
      data: { id: newId("project"), organisationId, name: "Next door" },
    });
    await connection(organisationId, userId, neighbour.id);
    expect(await stepsOf(caller)).not.toContain("assistant");
    const { id } = await connection(organisationId, userId, null);
    expect(await getGuide(caller)).toMatchObject({ is_finished: true });
    await prisma.connection.update({ where: { id }, data: { revokedAt: new Date() } });
    expect(await stepsOf(caller)).not.toContain("assistant");

    expect(await stepsOf(elsewhere.caller)).toEqual(["project"]);
  });

  test("a key counts once it was used", async () => {
    const { caller, organisationId, projectId } = await started();
    const id = newId("apiKey");
    await prisma.apiKey.create({
      data: { id, organisationId, projectId, name: "CI", secretHash: id, hint: "abcd", access: "readonly" },
    });
    expect(await stepsOf(caller)).toEqual(["project"]);
    await prisma.apiKey.update({ where: { id }, data: { lastUsedAt: new Date() } });
    expect(await stepsOf(caller)).toEqual(["project", "assistant"]);
  });

  test("is put away and brought back by those who manage projects, in their own", async () => {
    const { caller, projectId, organisationId } = await started();
    const theirs = await started();
    await setGuide(caller, { is_put_away: true });
    expect((await getGuide(caller)).is_put_away).toBe(true);
    await setGuide(caller, { is_put_away: false });
    expect((await getGuide(caller)).is_put_away).toBe(false);
    const agent = await aMember(organisationId, "agent");
    await expect(setGuide(inProject(agent.caller, projectId), { is_put_away: true })).rejects.toMatchObject({
      code: "insufficient_permission",
    });
    const outside = { ...caller, projectIds: [theirs.projectId] };
    await expect(setGuide(outside, { is_put_away: true })).rejects.toMatchObject({ code: "not_found" });
    await expect(getGuide(outside)).rejects.toMatchObject({ code: "not_found" });
    expect((await getGuide(theirs.caller)).is_put_away).toBe(false);
  });
});
