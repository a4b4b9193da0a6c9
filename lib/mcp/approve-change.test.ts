import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { countWaiting } from "@/lib/approvals/count-waiting";
import { getApproval } from "@/lib/approvals/get";
import { listApprovals } from "@/lib/approvals/list";
import { refuseApproval } from "@/lib/approvals/refuse";
import { requestApproval } from "@/lib/approvals/request";
import { approvalList, approvalView, listApprovalsInput } from "@/lib/approvals/schema";
import { sweepApprovals } from "@/lib/approvals/sweep";
import { type Asker, createAsker } from "@/lib/approvals/testing";
import { admit } from "@/lib/auth/admission";
import type { Caller } from "@/lib/auth/caller";
import { AppError } from "@/lib/core/errors";
import { newId } from "@/lib/core/ids";
import { prisma } from "@/lib/db/client";
import type { Prisma } from "@/lib/db/generated/client";
import { approveChange } from "./approve-change";
import { askingCatalogue, inRename } from "./testing";

vi.mock("@/lib/core/logger", async (original) => {
  const { logger } = await original<typeof import("@/lib/core/logger")>();
  logger.level = "silent";
  return { logger };
});

let asker: Asker;
let owner: Caller;

beforeEach(async () => {
  asker = await createAsker();
  owner = await asker.owner();
});

afterEach(() => {
  inRename.beforeChange = undefined;
  inRename.beforeEnd = undefined;
});

/** What the step in front of the tool stores, without the protocol around it. */
async function ask(name = "Bea", before = "Ada"): Promise<string> {
  const admission = await admit({
    credential: { connectionId: asker.connectionId },
    projectId: asker.projectId,
    isReadonly: false,
    requestId: "req-ask",
  });
  if (!("caller" in admission)) throw new Error(admission.state);
  const change = await requestApproval(
    { ...admission.caller, callId: newId("call") },
    {
      tool: "rename_chatbot",
      permission: "chatbots:write",
      arguments: { chatbot_id: asker.chatbotId, name },
      hash: name,
      changes: [{ field: "name", before, after: name }],
    },
  );
  return change.id;
}

async function approve(id: string, person = owner) {
  const { seen } = await getApproval(person, { approval_id: id });
  return approveChange(person, { approval_id: id, seen }, askingCatalogue);
}

const row = (id: string) => prisma.approval.findFirstOrThrow({ where: { id } });
const revisions = () => prisma.revision.findMany({ where: { projectId: asker.projectId } });
const audit = async () =>
  (
    await prisma.auditEntry.findMany({
      where: { organisationId: asker.tenant.organisationId },
      orderBy: { id: "asc" },
    })
  ).map(({ action, actorKind, actorId, targetId, details }) => ({
    action,
    actorKind,
    actorId,
    targetId,
    details,
  }));
const refusal = async (work: Promise<unknown>) => {
  const error = await work.then(
    () => null,
    (cause: unknown) => cause,
  );
  if (!(error instanceof AppError)) throw error ?? new Error("Nothing was refused.");
  return { code: error.code, reason: error.reason, message: error.message };
};
const connection = (data: Prisma.ConnectionUncheckedUpdateInput) =>
  prisma.connection.update({ where: { id: asker.connectionId }, data });

describe("approving", () => {
  it("makes the change as the connection, with the person on the revision and in the audit log", async () => {
    const id = await ask();
    const view = await approve(id);
    expect(approvalView.parse(view)).toMatchObject({
      state: "done",
      decided_by: { id: asker.tenant.userId },
      chatbot: { id: asker.chatbotId, name: "Bea" },
      connection: { id: asker.connectionId, client_name: "Test client" },
      changes: [{ field: "name", before: "Ada", after: "Bea" }],
    });
    expect(await asker.chatbotName()).toBe("Bea");
    const { callId } = await row(id);
    expect(await revisions()).toMatchObject([
      {
        actorKind: "connection",
        connectionId: asker.connectionId,
        callId,
        approvedById: asker.tenant.userId,
      },
    ]);
    expect(await audit()).toMatchObject([
      {
        action: "approval.approve",
        actorKind: "person",
        actorId: asker.tenant.userId,
        targetId: id,
        details: { tool: "rename_chatbot", callId, outcome: "done" },
      },
    ]);
  });

  it("happens once, however many press at once", async () => {
    const id = await ask();
    const admin = await asker.member("admin");
    const { seen } = await getApproval(owner, { approval_id: id });
    const pressed = await Promise.allSettled(
      Array.from({ length: 10 }, (_, index) =>
        approveChange(index % 2 ? owner : admin, { approval_id: id, seen }, askingCatalogue),
      ),
    );
    expect(pressed.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    for (const outcome of pressed) {
      if (outcome.status === "rejected") expect(outcome.reason).toMatchObject({ reason: "already_decided" });
    }
    expect(await revisions()).toHaveLength(1);
    expect(await audit()).toHaveLength(1);
  });

  it("and refusing at the same time: one of them counts", async () => {
    for (let round = 0; round < 5; round += 1) {
      const name = `Name ${round}`;
      const id = await ask(name, await asker.chatbotName());
      const before = (await revisions()).length;
      const [approved, refused] = await Promise.allSettled([
        approve(id),
        refuseApproval(owner, { approval_id: id, reason: "" }),
      ]);
      const isApproved = approved.status === "fulfilled";
      expect(refused.status === "fulfilled").toBe(!isApproved);
      expect((await row(id)).state).toBe(isApproved ? "done" : "refused");
      expect(await revisions()).toHaveLength(before + (isApproved ? 1 : 0));
    }
  });

  it("fails with the tool's error, and that is the end", async () => {
    const id = await ask("conflict");
    expect(await approve(id)).toMatchObject({
      state: "failed",
      error: { code: "conflict", reason: "locked" },
    });
    expect(await refusal(approve(id))).toMatchObject({ reason: "already_decided" });
    expect(await audit()).toMatchObject([{ action: "approval.approve", details: { outcome: "failed" } }]);
  });

  it("fails with a fixed text when it is our fault, and leaves nothing half done", async () => {
    const id = await ask();
    inRename.beforeEnd = async () => {
      throw new Error("connection to postgres://user:hunter2@db failed");
    };
    const view = await approve(id);
    expect(view).toMatchObject({ state: "failed", error: { reason: "internal_error" } });
    expect(JSON.stringify(view)).not.toContain("hunter2");
    expect(await asker.chatbotName()).toBe("Ada");
  });
});

describe("who may decide", () => {
  it("the person who approved the connection, and admins", async () => {
    const admin = await asker.member("admin");
    const [first, second] = [await ask("Bea"), await ask("Cleo", "Bea")];
    expect([await countWaiting(owner), await countWaiting(admin)]).toEqual([2, 2]);
    expect(await approve(first)).toMatchObject({ decided_by: { id: asker.tenant.userId } });
    expect(await approve(second, admin)).toMatchObject({ decided_by: { name: "A admin" } });
  });

  it("nobody else, who sees no more of it than of one that is not there", async () => {
    const id = await ask();
    const stranger = await createAsker();
    const others = [
      await asker.member("agent"),
      await asker.member("analyst"),
      await stranger.owner(),
      { ...(await stranger.owner()), projectIds: [] },
    ];
    for (const other of others) {
      const { seen } = await getApproval(owner, { approval_id: id });
      for (const attempt of [
        () => getApproval(other, { approval_id: id }),
        () => approveChange(other, { approval_id: id, seen }, askingCatalogue),
        () => refuseApproval(other, { approval_id: id, reason: "" }),
      ]) {
        expect((await refusal(attempt())).code).toBe("not_found");
      }
      expect((await listApprovals(other, listApprovalsInput.parse({}))).items).toEqual([]);
      expect(await countWaiting(other)).toBe(0);
    }
    expect(await row(id)).toMatchObject({ state: "waiting", decidedById: null });
  });

  it("not the person who approved the connection once they may not do it themselves", async () => {
    const id = await ask();
    for (const role of ["analyst", "agent"] as const) {
      await prisma.member.updateMany({ where: { userId: asker.tenant.userId }, data: { role } });
      expect((await refusal(getApproval(await asker.owner(), { approval_id: id }))).code).toBe("not_found");
    }
  });

  it("no assistant and no key, whatever it may do", async () => {
    const id = await ask();
    for (const actor of [
      { kind: "connection", connectionId: asker.connectionId, userId: asker.tenant.userId, clientName: "X" },
      { kind: "api_key", apiKeyId: newId("apiKey"), name: "X" },
    ] as const) {
      const caller: Caller = { ...owner, actor };
      const input = { approval_id: id, seen: "x" };
      expect((await refusal(approveChange(caller, input, askingCatalogue))).code).toBe(
        "insufficient_permission",
      );
      expect((await refusal(refuseApproval(caller, { ...input, reason: "" }))).code).toBe(
        "insufficient_permission",
      );
      expect((await refusal(listApprovals(caller, listApprovalsInput.parse({})))).code).toBe(
        "insufficient_permission",
      );
    }
  });
});

describe("what happened in between", () => {
  const past = () => new Date(Date.now() - 1_000);

  it.each<[string, () => Promise<unknown>, string]>([
    ["revoked", () => connection({ revokedAt: past() }), "connection_revoked"],
    ["past its end date", () => connection({ expiresAt: past() }), "connection_expired"],
    ["paused", () => connection({ pausedAt: past() }), "connection_paused"],
    ["narrowed to reading", () => connection({ access: "readonly" }), "connection_narrowed"],
    [
      "narrowed to other permissions",
      () => connection({ permissions: ["chatbots:read"] }),
      "connection_narrowed",
    ],
    [
      "narrowed to another project",
      async () => {
        const id = newId("project");
        await prisma.project.create({
          data: { id, organisationId: asker.tenant.organisationId, name: "Other" },
        });
        await connection({ projectId: id });
      },
      "connection_elsewhere",
    ],
    [
      "forbidden by the organisation",
      () =>
        prisma.organisation.update({
          where: { id: asker.tenant.organisationId },
          data: { clientPolicy: "listed", allowedClients: [] },
        }),
      "connection_blocked",
    ],
  ])("a connection that was %s changes nothing, and the change waits on", async (_, happen, reason) => {
    const id = await ask();
    await happen();
    const refused = await refusal(approve(id));
    expect(refused).toMatchObject({ code: "conflict", reason });
    expect(refused.message).toContain("Nothing was changed");
    expect(await row(id)).toMatchObject({ state: "waiting", decidedAt: null, decidedById: null });
    expect(await asker.chatbotName()).toBe("Ada");
    expect(await revisions()).toEqual([]);
  });

  it("a connection whose person has left changes nothing", async () => {
    const id = await ask();
    const admin = await asker.member("admin");
    await prisma.member.deleteMany({ where: { userId: asker.tenant.userId } });
    expect(await refusal(approve(id, admin))).toMatchObject({ reason: "connection_left" });
    expect(await asker.chatbotName()).toBe("Ada");
  });

  it("a thing that looks different now is shown anew and asked about again", async () => {
    const id = await ask();
    await prisma.chatbot.updateMany({ where: { id: asker.chatbotId }, data: { name: "Zoe" } });
    expect(await refusal(approve(id))).toMatchObject({ reason: "changed_meanwhile" });
    expect(await asker.chatbotName()).toBe("Zoe");
    const view = await getApproval(owner, { approval_id: id });
    expect(view).toMatchObject({ state: "waiting", changes: [{ before: "Zoe", after: "Bea" }] });
    // Whoever still looks at the old difference can't approve the new one unseen.
    const stale = approveChange(owner, { approval_id: id, seen: "what was there before" }, askingCatalogue);
    expect(await refusal(stale)).toMatchObject({ reason: "changed_meanwhile" });
    expect(await approve(id)).toMatchObject({ state: "done" });
    expect(await asker.chatbotName()).toBe("Bea");
  });

  it("also when it changes between the last look and the work", async () => {
    const id = await ask();
    inRename.beforeChange = async () => {
      await prisma.chatbot.updateMany({ where: { id: asker.chatbotId }, data: { name: "Zoe" } });
    };
    expect(await refusal(approve(id))).toMatchObject({ reason: "changed_meanwhile" });
    expect(await asker.chatbotName()).toBe("Zoe");
    expect(await revisions()).toEqual([]);
    expect(await getApproval(owner, { approval_id: id })).toMatchObject({
      state: "waiting",
      changes: [{ before: "Zoe", after: "Bea" }],
    });
  });

  it("a change that somebody made already is done without another revision", async () => {
    const id = await ask();
    await prisma.chatbot.updateMany({ where: { id: asker.chatbotId }, data: { name: "Bea" } });
    expect(await refusal(approve(id))).toMatchObject({ reason: "changed_meanwhile" });
    expect((await getApproval(owner, { approval_id: id })).changes).toEqual([]);
    expect(await approve(id)).toMatchObject({ state: "done" });
    expect(await revisions()).toEqual([]);
  });

  it("a day over is over, by the clock of the row, swept or not", async () => {
    const id = await ask();
    const { seen } = await getApproval(owner, { approval_id: id });
    await prisma.approval.updateMany({ where: { id }, data: { expiresAt: new Date() } });
    expect(await getApproval(owner, { approval_id: id })).toMatchObject({ state: "expired" });
    expect(await countWaiting(owner)).toBe(0);
    const late = [
      () => approveChange(owner, { approval_id: id, seen }, askingCatalogue),
      () => refuseApproval(owner, { approval_id: id, reason: "" }),
    ];
    for (const attempt of late) expect(await refusal(attempt())).toMatchObject({ reason: "already_decided" });
    expect((await row(id)).state).toBe("waiting");

    await sweepApprovals();
    expect((await row(id)).state).toBe("expired");
    expect(await audit()).toMatchObject([{ action: "approval.expire", actorKind: "job", targetId: id }]);
    await sweepApprovals();
    expect(await audit()).toHaveLength(1);
    expect(await asker.chatbotName()).toBe("Ada");
  });
});

describe("a process that dies", () => {
  const longAgo = () => new Date(Date.now() - 180_000);
  const die = (id: string) =>
    prisma.approval.updateMany({
      where: { id },
      data: { state: "running", decidedAt: longAgo(), decidedById: asker.tenant.userId },
    });

  it("before the change leaves nothing, and whoever looks is told so", async () => {
    const id = await ask();
    await die(id);
    expect(await getApproval(owner, { approval_id: id })).toMatchObject({
      state: "failed",
      error: { reason: "interrupted" },
    });
    expect(await asker.chatbotName()).toBe("Ada");
  });

  it("is found by housekeeping too, once", async () => {
    const id = await ask();
    await die(id);
    await Promise.all([sweepApprovals(), sweepApprovals(), sweepApprovals()]);
    expect((await row(id)).state).toBe("failed");
    expect(await audit()).toMatchObject([{ action: "approval.settle", details: { outcome: "failed" } }]);
  });

  it("after the change is known by the revision of its call", async () => {
    const id = await ask();
    const { callId } = await row(id);
    await prisma.revision.create({
      data: {
        id: newId("revision"),
        projectId: asker.projectId,
        subjectKind: "chatbot",
        subjectId: asker.chatbotId,
        action: "update",
        actorKind: "connection",
        callId,
      },
    });
    await die(id);
    expect(await getApproval(owner, { approval_id: id })).toMatchObject({ state: "done" });
  });

  it("and was only slow finds its claim gone and undoes its work", async () => {
    const id = await ask();
    inRename.beforeEnd = async () => {
      inRename.beforeEnd = undefined;
      await die(id);
      await sweepApprovals();
    };
    expect(await refusal(approve(id))).toMatchObject({ reason: "already_decided" });
    expect((await row(id)).state).toBe("failed");
    expect(await asker.chatbotName()).toBe("Ada");
    expect(await revisions()).toEqual([]);
  });

  it("is not presumed while it may still be at work", async () => {
    const id = await ask();
    await prisma.approval.updateMany({ where: { id }, data: { state: "running", decidedAt: new Date() } });
    await sweepApprovals();
    expect(await getApproval(owner, { approval_id: id })).toMatchObject({ state: "running" });
  });
});

describe("the list", () => {
  it("has those that wait, and those that are over, page by page", async () => {
    const ids: string[] = [];
    for (const name of ["One", "Two", "Three", "Four", "Five"]) ids.push(await ask(name));
    const [one = "", two = "", three = "", four = "", five = ""] = ids;
    await refuseApproval(owner, { approval_id: one, reason: "No." });
    await prisma.approval.updateMany({ where: { id: two }, data: { expiresAt: new Date() } });
    await approve(three);
    const list = (input: object) => listApprovals(owner, listApprovalsInput.parse(input));
    const waiting = approvalList.parse(await list({}));
    expect(waiting.items.map(({ id }) => id)).toEqual([five, four]);
    const over = await list({ state: "decided", limit: 2 });
    expect(over.items.map(({ id, state }) => [id, state])).toEqual([
      [three, "done"],
      [two, "expired"],
    ]);
    const rest = await list({ state: "decided", limit: 2, cursor: over.next_cursor ?? undefined });
    expect(rest.items).toMatchObject([{ id: one, state: "refused", reason: "No." }]);
    expect(rest.next_cursor).toBeNull();
    expect(await countWaiting(owner)).toBe(2);
    expect((await refusal(list({ cursor: over.next_cursor }))).code).toBe("invalid_input");
  });
});
