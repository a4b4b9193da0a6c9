import { expect, test } from "vitest";
import { prisma } from "@/lib/db/client";
import { setTimeZoneInput } from "./schema";
import { setTimeZone } from "./set-time-zone";
import { anOrganisation } from "./testing";

test("a person reads times in a zone of their choice, or follows the browser again", async () => {
  const { person } = await anOrganisation();
  const zoneOf = async () => (await prisma.user.findUniqueOrThrow({ where: { id: person.userId } })).timeZone;
  const choose = (zone: string) => setTimeZone(person, setTimeZoneInput.parse({ time_zone: zone }));
  expect(await choose("Asia/Tokyo")).toEqual({ time_zone: "Asia/Tokyo" });
  expect(await zoneOf()).toBe("Asia/Tokyo");
  expect(await choose("")).toEqual({ time_zone: null });
  expect(await zoneOf()).toBeNull();
});

test("what is no time zone is refused", () => {
  for (const zone of ["Mars/Olympus", "+02:00", "Europe/Berlin; --"]) {
    expect(setTimeZoneInput.safeParse({ time_zone: zone }).success, zone).toBe(false);
  }
});
