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

export type SendResult = { ok: true; data: ImportView } | { ok: false; message: string };

const UNREACHABLE = "The file did not reach the server. Check your connection and try again.";

/** Uploads a file and queues its import. `fetch` tells nothing of an upload's progress, hence the older interface. */
export function sendFile({ projectId, file, kind, chatbotId, onProgress }: FileToSend): Promise<SendResult> {
  const query = new URLSearchParams({ kind, file_name: file.name });
  if (kind === "conversations" && chatbotId) query.set("chatbot_id", chatbotId);
  return new Promise((resolve) => {
    const request = new XMLHttpRequest();
    request.open("POST", `/api/projects/${encodeURIComponent(projectId)}/imports?${query}`);
    request.setRequestHeader("content-type", "application/octet-stream");
    request.responseType = "json";
    request.upload.onprogress = (event) => {
      if (event.lengthComputable) onProgress(event.loaded / event.total);
    };
    request.onload = () => resolve(answerOf(request.status, request.response));
    request.onerror = () => resolve({ ok: false, message: UNREACHABLE });
    request.send(file);
  });
}

function answerOf(status: number, body: unknown): SendResult {
  if (status >= 200 && status < 300) return { ok: true, data: body as ImportView };
  const { detail, next_step: nextStep } = (body ?? {}) as { detail?: string; next_step?: string };
  return { ok: false, message: [detail ?? UNREACHABLE, nextStep].filter(Boolean).join(" ") };
}
