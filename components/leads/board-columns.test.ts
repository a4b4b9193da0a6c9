import { describe, expect, test } from "vitest";
import type { LeadBoard, LeadStage, LeadView } from "@/lib/leads/schema";
import { boardColumns, cardBeside, stageBeside } from "./board-columns";
import { STAGES } from "./words";

const lead = (id: string, stage: LeadStage, minute = 0): LeadView => ({
  id,
  project_id: "prj",
  name: id,
  email: null,
  phone: null,
  qualification: "unqualified",
  stage,
  lost_from_stage: null,
  chatbot_id: null,
  chatbot_name: null,
  conversation_id: null,
  created_at: `2026-03-01T10:${String(minute).padStart(2, "0")}:00.000Z`,
  updated_at: "2026-03-01T10:00:00.000Z",
});
const board = (leads: LeadView[], counts: Partial<Record<LeadStage, number>> = {}): LeadBoard => ({
  columns: STAGES.map((stage) => {
    const items = leads.filter((item) => item.stage === stage);
    return { stage, count: counts[stage] ?? items.length, items, next_cursor: counts[stage] ? "more" : null };
  }),
});
const shown = (columns: ReturnType<typeof boardColumns>) =>
  columns.map(({ stage, count, items }) => [stage, count, items.map(({ id }) => id).join("")]);

const LEADS = [lead("a", "new", 3), lead("b", "new", 2), lead("c", "won", 1)];

describe("the board", () => {
  test("shows what the server said", () => {
    expect(shown(boardColumns(board(LEADS, { new: 9 }), {}, {}))).toEqual([
      ["new", 9, "ab"],
      ["contacted", 0, ""],
      ["proposal", 0, ""],
      ["won", 1, "c"],
      ["lost", 0, ""],
    ]);
  });

  test("moves a lead at once, with the counts, to its place by age", () => {
    const columns = boardColumns(board(LEADS, { new: 9 }), {}, { a: "won", b: "new" });
    expect(shown(columns).slice(0, 4)).toEqual([
      ["new", 8, "b"],
      ["contacted", 0, ""],
      ["proposal", 0, ""],
      ["won", 2, "ac"],
    ]);
    expect(columns[3]?.items[0]?.stage).toBe("won");
  });

  test("keeps what was loaded besides, each lead once, and believes the server's newest word", () => {
    const more = { new: { items: [lead("a", "new", 3), lead("d", "new", 0)], nextCursor: null } };
    const moved = LEADS.map((item) => (item.id === "a" ? { ...item, stage: "lost" as const } : item));
    const columns = boardColumns(board(moved, { new: 2 }), more, {});
    expect(shown(columns)).toContainEqual(["new", 2, "bd"]);
    expect(shown(columns)).toContainEqual(["lost", 1, "a"]);
    expect(columns[0]?.nextCursor).toBeNull();
  });
});

test("arrow keys lead through the cards, past empty columns, and stop at the edges", () => {
  const columns = boardColumns(board(LEADS), {}, {});
  expect(cardBeside(columns, "a", "ArrowDown")).toBe("b");
  expect(cardBeside(columns, "b", "ArrowDown")).toBeUndefined();
  expect(cardBeside(columns, "b", "ArrowRight")).toBe("c");
  expect(cardBeside(columns, "c", "ArrowLeft")).toBe("a");
  expect(cardBeside(columns, "c", "ArrowRight")).toBeUndefined();
  expect(cardBeside(columns, "nowhere", "ArrowUp")).toBeUndefined();
  expect([stageBeside("new", -1), stageBeside("new", 1), stageBeside("lost", 1)]).toEqual([
    undefined,
    "contacted",
    undefined,
  ]);
});
