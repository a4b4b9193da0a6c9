import type { SourceView } from "@/lib/knowledge/schema";

export interface DocumentToSend {
  projectId: string;
  file: File;
  /** Called with the share that has arrived, 0 to 1. */
  onProgress: (share: number) => void;
}

export type SendResult = { ok: true; title: string } | { ok: false; message: string };

const UNREACHABLE = "The file did not reach the server. Check your connection and try again.";

/** Uploads a document and waits until it was read. `fetch` tells nothing of an upload's progress. */
export function sendDocument({ projectId, file, onProgress }: DocumentToSend): Promise<SendResult> {
  const query = new URLSearchParams({ file_name: file.name });
  return new Promise((resolve) => {
    const request = new XMLHttpRequest();
    request.open("POST", `/api/projects/${encodeURIComponent(projectId)}/knowledge?${query}`);
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
  if (status >= 200 && status < 300) return { ok: true, title: (body as Pick<SourceView, "title">).title };
  const { detail, next_step: nextStep } = (body ?? {}) as { detail?: string; next_step?: string };
  return { ok: false, message: [detail ?? UNREACHABLE, nextStep].filter(Boolean).join(" ") };
}
