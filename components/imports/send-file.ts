import { type UploadResult, uploadFile } from "@/components/forms/upload-file";
import type { ImportKind, ImportView } from "@/lib/imports/schema";

export interface FileToSend {
  projectId: string;
  file: File;
  kind: ImportKind;
  /** For conversations; the project's primary chatbot when absent. */
  chatbotId: string | undefined;
  /** Called with the share that has arrived, 0 to 1. */
  onProgress: (share: number) => void;
}

/** Uploads a file and queues its import. */
export function sendFile({
  projectId,
  file,
  kind,
  chatbotId,
  onProgress,
}: FileToSend): Promise<UploadResult<ImportView>> {
  const query = new URLSearchParams({ kind, file_name: file.name });
  if (kind === "conversations" && chatbotId) query.set("chatbot_id", chatbotId);
  return uploadFile(`/api/projects/${encodeURIComponent(projectId)}/imports?${query}`, file, onProgress);
}
