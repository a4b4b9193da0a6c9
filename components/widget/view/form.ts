import { ApiError } from "../api";
import { fill, type Speech } from "../words/words";
import { attribute, el, text } from "./dom";

export interface FormField {
  name: string;
  label: string;
  kind: "text" | "email" | "tel" | "area" | "check";
  isRequired?: boolean;
  /** One of several of which one is needed: it is not called optional. */
  isOneOf?: boolean;
  maxLength?: number;
  autocomplete?: AutoFill;
}

export interface FormOptions {
  /** Begins the ids of its fields, so that two forms never share one. */
  id: string;
  fields: readonly FormField[];
  submit: string;
  speech: Speech;
  /** What is wrong with the values, by field; an empty object when nothing is. */
  check?(values: FormValues): Record<string, string>;
  /** @throws ApiError refused; shown at the fields it names, or above the button */
  send(values: FormValues): Promise<void>;
}

export type FormValues = Record<string, string>;

/** A form whose problems stand at their fields, in words, and are read out. A checked box has the value `on`. */
export function formOf(options: FormOptions): HTMLFormElement {
  const { words } = options.speech;
  const rows = options.fields.map((field) => rowOf(options, field));
  const problem = el("p", { class: "problem", role: "alert" });
  const submit = el("button", { type: "submit", class: "primary" }, options.submit);
  const form = el("form", { novalidate: true }, ...rows.map(({ row }) => row), problem, submit);

  const show = (problems: Record<string, string>, rest = "") => {
    for (const { field, input, hint } of rows) {
      const message = problems[field.name] ?? "";
      text(hint, message);
      attribute(input, "aria-invalid", message !== "" && "true");
      attribute(input, "aria-describedby", message !== "" && hint.id);
    }
    text(problem, rest);
    rows.find(({ field }) => problems[field.name])?.input.focus();
  };

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (form.getAttribute("aria-busy") === "true") return;
    const values: FormValues = {};
    for (const { field, input } of rows) {
      values[field.name] =
        input instanceof HTMLInputElement && input.type === "checkbox"
          ? input.checked
            ? "on"
            : ""
          : input.value.trim();
    }
    const empty = options.fields.filter(({ name, isRequired }) => isRequired && !values[name]);
    const found = {
      ...options.check?.(values),
      ...wrongMail(rows, values, words.emailWrong),
      ...Object.fromEntries(
        empty.map(({ name, kind }) => [name, kind === "check" ? words.agreeFirst : words.fillIn]),
      ),
    };
    show(found);
    if (Object.keys(found).length > 0) return;
    attribute(form, "aria-busy", "true");
    try {
      await options.send(values);
      form.reset();
    } catch (error) {
      const refusal = error instanceof ApiError ? error : new ApiError(0);
      const named = Object.fromEntries(refusal.problems.map(({ path, message }) => [path, message]));
      const isNamed = rows.some(({ field }) => named[field.name]);
      show(named, isNamed ? "" : sentence(refusal, options.speech));
    } finally {
      attribute(form, "aria-busy", null);
    }
  });
  return form;
}

function rowOf({ id, speech }: FormOptions, field: FormField) {
  const inputId = `${id}-${field.name}`;
  const hint = el("span", { class: "hint", id: `${inputId}-hint` });
  const shared = {
    id: inputId,
    name: field.name,
    maxlength: field.maxLength === undefined ? null : String(field.maxLength),
    autocomplete: field.autocomplete,
    "aria-required": field.isRequired ? "true" : null,
  };
  const input =
    field.kind === "area"
      ? el("textarea", { ...shared, rows: "4", dir: "auto" })
      : el("input", {
          ...shared,
          type: field.kind === "check" ? "checkbox" : field.kind,
          dir: field.kind === "text" ? "auto" : null,
        });
  const isOptional = !field.isRequired && !field.isOneOf && field.kind !== "check";
  const label = el(
    "label",
    { for: inputId },
    field.label,
    isOptional && el("span", { class: "muted" }, ` (${speech.words.optional})`),
  );
  const row =
    field.kind === "check"
      ? el("div", { class: "field check" }, input, label, hint)
      : el("div", { class: "field" }, label, input, hint);
  return { field, input, hint, row };
}

function wrongMail(rows: { field: FormField; input: Element }[], values: FormValues, message: string) {
  const wrong = rows.filter(
    ({ field, input }) =>
      field.kind === "email" &&
      values[field.name] &&
      input instanceof HTMLInputElement &&
      !input.validity.valid,
  );
  return Object.fromEntries(wrong.map(({ field }) => [field.name, message]));
}

/** A refusal in a sentence for visitors. */
function sentence(error: ApiError, { words }: Speech): string {
  if (error.retryAfterSeconds !== null) return fill(words.wait, { n: error.retryAfterSeconds });
  if (error.status === 0) return navigator.onLine ? words.unreachable : words.offline;
  return words.failed;
}
