import "server-only";
import type { UndoableSubject } from "@/lib/revisions/subject";
import { type ChatbotFields, toChatbotFields, toColumns } from "./fields";
import { chatbotDetailColumns } from "./rows";

/** Changes of a chatbot are undone field by field; its creation can't be, since conversations hang on it. */
export const undoableChatbot: UndoableSubject = {
  async read(db, { projectId, subjectId }) {
    const row = await db.chatbot.findFirst({
      where: { projectId, id: subjectId },
      select: chatbotDetailColumns,
    });
    return row && { fields: toChatbotFields(row), updatedAt: row.updatedAt };
  },
  async write(db, { projectId, subjectId }, fields, at) {
    await db.chatbot.updateMany({
      where: { projectId, id: subjectId },
      data: { ...toColumns(fields as Partial<ChatbotFields>), updatedAt: at },
    });
  },
  names: (db, ids) => db.chatbot.findMany({ where: { id: { in: ids } }, select: { id: true, name: true } }),
};
