export type UploadResult<View> = { ok: true; data: View } | { ok: false; message: string };

const UNREACHABLE = "The file did not reach the server. Check your connection and try again.";

/**
 * Sends a file as the body of a POST. `fetch` tells nothing of an upload's progress, hence the older interface.
 * @param onProgress called with the share that has arrived, 0 to 1
 * @returns what the server answered, or a sentence for the person who sends
 */
export function uploadFile<View>(
  address: string,
  file: File,
  onProgress: (share: number) => void,
): Promise<UploadResult<View>> {
  return new Promise((resolve) => {
    const request = new XMLHttpRequest();
    request.open("POST", address);
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

function answerOf<View>(status: number, body: unknown): UploadResult<View> {
  if (status >= 200 && status < 300) return { ok: true, data: body as View };
  const { detail, next_step: nextStep } = (body ?? {}) as { detail?: string; next_step?: string };
  return { ok: false, message: [detail ?? UNREACHABLE, nextStep].filter(Boolean).join(" ") };
}
