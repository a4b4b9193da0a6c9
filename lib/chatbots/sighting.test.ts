import { expect, test } from "vitest";
import { createWorld, firstProject } from "@/lib/account/testing";
import { InsufficientPermissionError, NotFoundError } from "@/lib/core/errors";
import { newId } from "@/lib/core/ids";
import { prisma } from "@/lib/db/client";
import { getWidgetSighting } from "./get-sighting";

test("where a chat was seen, for those who may see the chatbot", async () => {
  const world = await createWorld(["One"]);
  const stranger = await createWorld(["Two"]);
  const projectId = firstProject(world).id;
  const id = newId("chatbot");
  await prisma.chatbot.create({ data: { projectId, id, name: "Helper" } });
  expect(await getWidgetSighting(world.caller(), { chatbot_id: id })).toBeNull();
  const seenAt = new Date("2026-03-31T09:00:00Z");
  await prisma.chatbot.update({
    where: { projectId_id: { projectId, id } },
    data: { seenAt, seenOrigin: "https://shop.example" },
  });
  expect(await getWidgetSighting(world.caller(), { chatbot_id: id })).toEqual({
    seen_at: "2026-03-31T09:00:00.000Z",
    seen_origin: "https://shop.example",
  });
  await expect(getWidgetSighting(stranger.caller(), { chatbot_id: id })).rejects.toThrow(NotFoundError);
  await expect(getWidgetSighting(world.without("chatbots:read"), { chatbot_id: id })).rejects.toThrow(
    InsufficientPermissionError,
  );
});
