import { afterAll, describe, expect, test } from "vitest";
import { inProject } from "@/lib/auth/caller";
import { listConversations } from "@/lib/conversations/list";
import { listConversationsInput } from "@/lib/conversations/schema";
import { storeConversations } from "@/lib/conversations/testing";
import { prisma } from "@/lib/db/client";
import { stopBoss } from "@/lib/jobs/boss";
import { isWaitedFor } from "@/lib/jobs/enqueue";
import { handleReindex } from "@/lib/jobs/reindex.handler";
import { reindexJob } from "@/lib/jobs/reindex.job";
import { aMember, anOrganisation } from "@/lib/people/testing";
import { getProjectSettings } from "./get-settings";
import { updateProjectInput } from "./schema";
import { updateProject } from "./update";

afterAll(() => stopBoss());

const input = (fields: Record<string, unknown>) => updateProjectInput.parse(fields);

describe("settings of a project", () => {
  test("are changed one by one or together, and the audit log says how", async () => {
    const { owner, projectId, organisationId } = await anOrganisation();
    const caller = inProject(owner, projectId);
    const before = await getProjectSettings(caller);
    expect(before).toMatchObject({ currency: "USD", search_language: "english", time_zone: "UTC" });
    expect(await updateProject(caller, input({ name: " Looms ", time_zone: "Asia/Tokyo" }))).toEqual({
      ...before,
      name: "Looms",
      time_zone: "Asia/Tokyo",
    });
    expect(await updateProject(caller, input({ currency: "eur" }))).toMatchObject({ currency: "EUR" });
    // Nothing new is nothing to tell of.
    await updateProject(caller, input({ currency: "EUR", name: "Looms" }));
    const entries = await prisma.auditEntry.findMany({
      where: { organisationId, action: "project.update" },
      orderBy: { id: "asc" },
    });
    expect(entries.map(({ details }) => details)).toEqual([
      {
        name: "Looms",
        before: { name: before.name, time_zone: "UTC" },
        after: { name: "Looms", time_zone: "Asia/Tokyo" },
      },
      { name: "Looms", before: { currency: "USD" }, after: { currency: "EUR" } },
    ]);
    expect(await isWaitedFor(reindexJob, projectId)).toBe(false);
  });

  test("are changed by owners and admins only, and never another organisation's", async () => {
    const mine = await anOrganisation("Mine");
    const theirs = await anOrganisation("Theirs");
    for (const role of ["agent", "analyst"] as const) {
      const { caller } = await aMember(mine.organisationId, role);
      await expect(
        updateProject(inProject(caller, mine.projectId), input({ name: "No" })),
      ).rejects.toMatchObject({ code: "insufficient_permission" });
    }
    const outside = { ...mine.owner, projectIds: [theirs.projectId] };
    await expect(updateProject(outside, input({ name: "No" }))).rejects.toMatchObject({ code: "not_found" });
    await expect(getProjectSettings(outside)).rejects.toMatchObject({ code: "not_found" });
    const untouched = await prisma.project.findUniqueOrThrow({ where: { id: theirs.projectId } });
    expect(untouched.name).toBe("Theirs shop");
  });

  test("name what is wrong", () => {
    for (const [fields, path] of [
      [{ name: " " }, "name"],
      [{ currency: "EURO" }, "currency"],
      [{ search_language: "klingon" }, "search_language"],
      [{ time_zone: "Moon/Base" }, "time_zone"],
    ] as const) {
      expect(updateProjectInput.safeParse(fields).error?.issues[0]?.path).toEqual([path]);
    }
  });

  test("another search language finds what was written before", async () => {
    const { owner, projectId } = await anOrganisation();
    const caller = inProject(owner, projectId);
    const { id: chatbotId } = await prisma.chatbot.findFirstOrThrow({ where: { projectId } });
    await storeConversations(
      projectId,
      ["Wo sind meine Häuser?", "Noch ein Haus"].map((content, index) => ({
        chatbotId,
        platform: "web" as const,
        startedAt: `2026-03-0${index + 1}T10:00:00Z`,
        turns: [{ role: "user" as const, content, at: `2026-03-0${index + 1}T10:00:00Z` }],
      })),
    );
    const found = async () =>
      (await listConversations(caller, listConversationsInput.parse({ query: "Häusern" }))).items.length;
    expect(await found()).toBe(0);
    await updateProject(caller, input({ search_language: "german" }));
    expect(await isWaitedFor(reindexJob, projectId)).toBe(true);
    await handleReindex({ projectId }, { signal: new AbortController().signal });
    expect(await found()).toBe(2);
    await expect(handleReindex({ projectId }, { signal: AbortSignal.abort() })).rejects.toThrow();
  });
});
