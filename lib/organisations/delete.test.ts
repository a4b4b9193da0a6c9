import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { fillEveryText } from "@/e2e/canaries";
import { rowsOf } from "@/e2e/rows-of";
import { seedTenant } from "@/e2e/tenants";
import { operatorCaller } from "@/lib/auth/operator-caller";
import { aMember, anOrganisation } from "@/lib/people/testing";
import { deleteOrganisation } from "./delete";

let db: pg.Client;

beforeAll(async () => {
  db = new pg.Client({ connectionString: process.env.DATABASE_URL });
  await db.connect();
});

afterAll(() => db.end());

test("nothing of a deleted organisation is left in any table, and its neighbour keeps everything", async () => {
  const [gone, neighbour] = [await seedTenant(db, { projects: 2 }), await seedTenant(db)];
  for (const tenant of [gone, neighbour]) await fillEveryText(db, tenant);
  const before = await rowsOf(db, neighbour);
  await deleteOrganisation(await operatorCaller(gone.organisationId));
  const left = Object.entries(await rowsOf(db, gone)).filter(([, hash]) => !hash.startsWith("0 "));
  expect(left).toEqual([]);
  expect(await rowsOf(db, neighbour)).toEqual(before);
  await expect(operatorCaller(gone.organisationId)).rejects.toMatchObject({ code: "not_found" });
});

test("only the operator deletes an organisation", async () => {
  const { owner, organisationId } = await anOrganisation();
  const admin = await aMember(organisationId, "admin");
  for (const caller of [owner, admin.caller]) {
    await expect(deleteOrganisation(caller)).rejects.toMatchObject({ reason: "operator_only" });
  }
  await operatorCaller(organisationId);
});
