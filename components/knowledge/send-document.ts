import { type UploadResult, uploadFile } from "@/components/forms/upload-file";
import type { SourceView } from "@/lib/knowledge/schema";

export interface DocumentToSend {
  projectId: string;
  file: File;
  /** Called with the share that has arrived, 0 to 1. */
  onProgress: (share: number) => void;
}

/** Uploads a document and waits until it was read. */
export function sendDocument({
  projectId,
  file,
  onProgress,
}: DocumentToSend): Promise<UploadResult<Pick<SourceView, "title">>> {
  const query = new URLSearchParams({ file_name: file.name });
  return uploadFile(`/api/projects/${encodeURIComponent(projectId)}/knowledge?${query}`, file, onProgress);
}
