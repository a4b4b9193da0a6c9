import { beforeAll, describe, expect, test } from "vitest";
import { createWorld, firstProject, type World } from "@/lib/account/testing";
import { type Caller, inProject } from "@/lib/auth/caller";
import { InsufficientPermissionError, NotFoundError } from "@/lib/core/errors";
import { newId } from "@/lib/core/ids";
import { prisma } from "@/lib/db/client";
import { aMember } from "@/lib/people/testing";
import { getLeadBoard } from "./board";
import { getLeadFunnel } from "./funnel";
import { getLead } from "./get";
import { listLeadDetails, listLeads } from "./list";
import { BOARD_PAGE_SIZE, leadBoard, leadBoardInput, leadDetail, listLeadsInput } from "./schema";
import { updateLead } from "./update";
import { LEAD_STAGES } from "./values";

let world: World;
let caller: Caller;
let projectId = "";
let chatbotId = "";
const MANY = BOARD_PAGE_SIZE * 2 + 3;

beforeAll(async () => {
  world = await createWorld(["Board", "Other"]);
  ({ id: projectId, chatbotId } = firstProject(world));
  caller = inProject((await aMember(world.organisationId, "agent")).caller, projectId);
  const row = (stage: string, index: number, fields = {}) => ({
    projectId,
    id: newId("lead"),
    name: `${stage} ${index}`,
    stage,
    // Several share their time, so only the id tells them apart.
    createdAt: new Date(Date.UTC(2026, 2, 1, 12, Math.floor(index / 4))),
    ...fields,
  });
  await prisma.lead.createMany({
    data: [
      ...Array.from({ length: MANY }, (_, index) => row("new", index)),
      ...Array.from({ length: 3 }, (_, index) =>
        row("won", index, { chatbotId, qualification: "qualified" }),
      ),
      row("lost", 0, { lostFrom: "proposal" }),
    ],
  });
  await prisma.lead.create({
    data: { ...row("new", 0), projectId: world.projects[1]?.id ?? "", name: "elsewhere" },
  });
});

const board = async (filters: Record<string, unknown> = {}, who = caller) =>
  leadBoard.parse(await getLeadBoard(who, leadBoardInput.parse(filters)));
const counts = (view: Awaited<ReturnType<typeof board>>) => view.columns.map(({ count }) => count);

describe("the board", () => {
  test("has a column for each stage, whose counts are those of the funnel", async () => {
    for (const filters of [{}, { chatbot_id: chatbotId }, { from: "2026-03-02" }]) {
      const view = await board(filters);
      const funnel = await getLeadFunnel(caller, filters);
      expect(view.columns.map(({ stage }) => stage)).toEqual(LEAD_STAGES);
      expect(counts(view)).toEqual([...funnel.by_stage.map(({ leads }) => leads), funnel.lost.leads]);
    }
    expect(counts(await board())).toEqual([MANY, 0, 0, 3, 1]);
  });

  test("goes on from each column's cursor until every lead was shown once", async () => {
    const [column] = (await board()).columns;
    const shown = [...(column?.items ?? [])];
    let cursor = column?.next_cursor ?? null;
    while (cursor !== null) {
      const page = await listLeads(
        caller,
        listLeadsInput.parse({ stage: "new", limit: BOARD_PAGE_SIZE, cursor }),
      );
      shown.push(...page.items);
      cursor = page.next_cursor;
    }
    expect(new Set(shown.map(({ id }) => id)).size).toBe(MANY);
    expect(shown).toHaveLength(MANY);
    expect(shown.map(({ created_at }) => created_at)).toEqual(
      shown
        .map(({ created_at }) => created_at)
        .toSorted()
        .toReversed(),
    );
  });

  test("counts and shows what the filters leave", async () => {
    expect(counts(await board({ query: "won" }))).toEqual([0, 0, 0, 3, 0]);
    expect(counts(await board({ qualification: "qualified" }))).toEqual([0, 0, 0, 3, 0]);
    await expect(board({ from: "2026-03-02", to: "2026-03-01" })).rejects.toMatchObject({
      problems: [{ path: "to" }],
    });
    await expect(board({ chatbot_id: newId("chatbot") })).rejects.toBeInstanceOf(NotFoundError);
    expect(leadBoardInput.safeParse({ stage: "new" }).success).toBe(false);
  });

  test("follows a move at once", async () => {
    const before = counts(await board());
    const id = (await board()).columns[3]?.items[0]?.id ?? "";
    await updateLead(caller, { lead_id: id, stage: "lost" });
    const after = await board();
    expect(counts(after)).toEqual([before[0], 0, 0, 2, 2]);
    expect(after.columns[4]?.items.map((lead) => lead.id)).toContain(id);
    await updateLead(caller, { lead_id: id, stage: "won" });
  });

  test("is for whoever may read leads, of their projects only", async () => {
    await expect(board({}, world.without("leads:read"))).rejects.toBeInstanceOf(InsufficientPermissionError);
    const analyst = inProject((await aMember(world.organisationId, "analyst")).caller, projectId);
    expect(counts(await board({}, analyst))[0]).toBe(MANY);
    const other = await createWorld(["Far"]);
    const far = inProject((await aMember(other.organisationId, "owner")).caller, firstProject(other).id);
    expect(counts(await board({}, far))).toEqual([0, 0, 0, 0, 0]);
    await expect(board({ chatbot_id: chatbotId }, far)).rejects.toBeInstanceOf(NotFoundError);
  });
});

describe("one lead", () => {
  test("is shown whole, as in the export, to whoever may read leads of its project", async () => {
    const at = new Date("2026-03-05T10:00:00Z");
    const id = newId("lead");
    await prisma.lead.create({
      data: {
        projectId,
        id,
        name: "Ann",
        email: "ann@example.com",
        source: "form",
        consentAt: at,
        consentText: "I agree.",
        createdAt: at,
      },
    });
    const detail = leadDetail.parse(await getLead(caller, { lead_id: id }));
    expect(detail).toMatchObject({
      name: "Ann",
      source: "form",
      consent_at: at.toJSON(),
      consent_text: "I agree.",
      visitor_id: null,
    });
    const exported = await listLeadDetails(caller, listLeadsInput.parse({ query: "ann@example" }));
    expect(exported.items).toEqual([detail]);
    const other = inProject(caller, projectId);
    for (const who of [
      { ...other, projectIds: [world.projects[1]?.id ?? ""] },
      { ...other, projectIds: [] },
    ]) {
      await expect(getLead(who, { lead_id: id })).rejects.toThrow(new NotFoundError("lead", id).message);
    }
    await expect(getLead(world.without("leads:read"), { lead_id: id })).rejects.toBeInstanceOf(
      InsufficientPermissionError,
    );
    await prisma.lead.deleteMany({ where: { id } });
  });
});
