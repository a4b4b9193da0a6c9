import { expect, test } from "vitest";
import { createWorld, firstProject } from "@/lib/account/testing";
import { newId } from "@/lib/core/ids";
import { prisma } from "@/lib/db/client";
import { publicChatbot } from "./public-chatbot";

test("who has the id learns the name, and nothing else", async () => {
  const { id: projectId } = firstProject(await createWorld(["One"]));
  const id = newId("chatbot");
  await prisma.chatbot.create({
    data: { projectId, id, name: "Helper", instructions: "Secret", isEnabled: false },
  });
  expect(await publicChatbot(id)).toEqual({ id, name: "Helper", isEnabled: false });
});

test.each(["", "bot_1", "bot_00000000000000000000000000' OR 1=1", newId("chatbot")])(
  "none: %s",
  async (id) => {
    expect(await publicChatbot(id)).toBeNull();
  },
);
