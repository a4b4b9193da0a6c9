import { beforeAll, describe, expect, test } from "vitest";
import { inProject } from "@/lib/auth/caller";
import { storeConversations } from "@/lib/conversations/testing";
import { prisma } from "@/lib/db/client";
import { aMember, anOrganisation, callerIn } from "@/lib/people/testing";
import { createProject } from "@/lib/projects/create";
import { createProjectInput } from "@/lib/projects/schema";
import { exportOrganisation } from "./export-data";
import { EXPORTED_TABLES, LEFT_OUT } from "./export-tables";

interface Line {
  table: string;
  row: Record<string, unknown>;
}

async function read(lines: AsyncGenerator<string>) {
  let text = "";
  for await (const piece of lines) text += piece;
  const [header, ...rest] = text
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));
  return { text, header, end: rest.pop(), lines: rest as Line[] };
}

async function busy(name: string) {
  const { owner, projectId, organisationId, person } = await anOrganisation(name);
  const { id: chatbotId } = await prisma.chatbot.findFirstOrThrow({ where: { projectId } });
  await storeConversations(
    projectId,
    Array.from({ length: 7 }, (_, index) => ({
      chatbotId,
      platform: "web" as const,
      startedAt: `2026-03-0${index + 1}T10:00:00Z`,
      turns: [
        { role: "user" as const, content: `${name} asks ${index}`, at: `2026-03-0${index + 1}T10:00:00Z` },
      ],
    })),
  );
  await prisma.metricHourly.createMany({
    data: Array.from({ length: 5 }, (_, index) => ({
      projectId,
      chatbotId,
      platform: index % 2 ? ("web" as const) : ("whatsapp" as const),
      hour: new Date(Date.UTC(2026, 2, 1, Math.floor(index / 2))),
      conversations: index,
    })),
  });
  await createProject(owner, createProjectInput.parse({ name: `${name} second` }));
  return { organisationId, projectId, person, owner: await callerIn(organisationId, person.userId) };
}

let ours: Awaited<ReturnType<typeof busy>>;
let theirs: Awaited<ReturnType<typeof busy>>;

beforeAll(async () => {
  ours = await busy("Ours");
  theirs = await busy("Theirs");
});

describe("an export", () => {
  test("holds every row of the organisation once, whatever the size of a batch, and nobody else's", async () => {
    const { text, header, lines, end } = await read(await exportOrganisation(ours.owner, { batchRows: 2 }));
    expect(header).toMatchObject({ format: "caramel-organisation", version: 1 });
    const counts: Record<string, number> = {};
    for (const { table } of lines) counts[table] = (counts[table] ?? 0) + 1;
    expect(end).toEqual({ complete: true, rows: counts });
    expect(counts).toMatchObject({ organisation: 1, member: 1, project: 2, chatbot: 2, metric_hourly: 5 });
    const contents = lines.filter(({ table }) => table === "message").map(({ row }) => row.content);
    expect(contents.toSorted()).toEqual(Array.from({ length: 7 }, (_, index) => `Ours asks ${index}`));
    expect(new Set(lines.map((line) => JSON.stringify(line))).size).toBe(lines.length);
    for (const word of ["Theirs", theirs.organisationId, theirs.projectId]) expect(text).not.toContain(word);
    const whole = await read(await exportOrganisation(ours.owner));
    const withoutOwn = (all: Line[]) => all.filter(({ table }) => table !== "audit_entry");
    expect(withoutOwn(whole.lines)).toEqual(withoutOwn(lines));
  });

  test("is in the audit log, and not for everybody", async () => {
    const { organisationId, owner } = await busy("Audited");
    for (const role of ["agent", "analyst"] as const) {
      const { caller } = await aMember(organisationId, role);
      await expect(exportOrganisation(caller)).rejects.toMatchObject({ code: "insufficient_permission" });
    }
    await exportOrganisation(owner);
    const entries = await prisma.auditEntry.findMany({
      where: { organisationId, action: "organisation.export" },
    });
    expect(entries).toHaveLength(1);
    for (let count = 1; count < 6; count += 1) await exportOrganisation(owner);
    await expect(exportOrganisation(owner)).rejects.toMatchObject({ code: "rate_limited" });
  });

  test("of a caller with one project holds no other", async () => {
    const { lines } = await read(await exportOrganisation(inProject(ours.owner, ours.projectId)));
    const projects = new Set(lines.flatMap(({ row }) => (row.project_id ? [row.project_id] : [])));
    expect([...projects]).toEqual([ours.projectId]);
  });
});

test("every table of an organisation is exported or named as left out, without secrets", async () => {
  const columns = await prisma.$queryRaw<{ table: string; column: string }[]>`
    SELECT c.table_name AS table, c.column_name AS column
      FROM information_schema.columns c JOIN information_schema.tables t USING (table_schema, table_name)
     WHERE c.table_schema = 'public' AND t.table_type = 'BASE TABLE'`;
  const owned = new Set(
    columns
      .filter(({ column }) => ["project_id", "organisation_id"].includes(column))
      .map(({ table }) => table),
  );
  const known = [...EXPORTED_TABLES.map(({ name }) => name), ...Object.keys(LEFT_OUT)];
  expect([...owned].toSorted()).toEqual(known.toSorted());
  const secret = columns.filter(
    ({ table, column }) =>
      /token_hash|secret|sealed|password|^search$|^file$/.test(column) &&
      EXPORTED_TABLES.some(({ name, without = [] }) => name === table && !without.includes(column)),
  );
  expect(secret).toEqual([]);
});
