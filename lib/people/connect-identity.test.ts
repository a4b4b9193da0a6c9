import { expect, test } from "vitest";
import { hashPassword } from "@/lib/auth/passwords";
import { prisma } from "@/lib/db/client";
import { requireMayConnect } from "./connect-identity";
import { disconnectIdentity } from "./disconnect-identity";
import { aUser } from "./testing";

test("connecting asks for the password of those who have one", async () => {
  const person = await aUser({ passwordHash: await hashPassword("right horse battery") });
  const connect = (current_password?: string) =>
    requireMayConnect(person, { provider: "google", current_password }, ["google"]);
  await expect(connect("wrong")).rejects.toMatchObject({
    code: "invalid_input",
    problems: [{ path: "current_password" }],
  });
  await expect(connect()).rejects.toMatchObject({ code: "invalid_input" });
  await expect(connect("right horse battery")).resolves.toBeUndefined();
  await expect(requireMayConnect(await aUser(), { provider: "google" }, ["google"])).resolves.toBeUndefined();
});

test("a provider that is not set up can't be connected", async () => {
  await expect(requireMayConnect(await aUser(), { provider: "github" }, ["google"])).rejects.toMatchObject({
    code: "invalid_input",
  });
});

test("disconnecting the only way in is refused with the next step", async () => {
  const person = await aUser();
  await prisma.userIdentity.create({ data: { provider: "google", subject: "1", userId: person.userId } });
  await expect(disconnectIdentity(person, { provider: "google" }, ["google"])).rejects.toMatchObject({
    reason: "last_way_in",
    nextStep: expect.stringContaining("password"),
  });
  expect(await prisma.userIdentity.count({ where: { userId: person.userId } })).toBe(1);
});
