import type { FieldChange } from "@/lib/revisions/schema";

/** What a change does, field by field, as it is and as it would be. */
export function ChangeList({ changes }: { changes: readonly FieldChange[] }) {
  return (
    <ul className="grid gap-4">
      {changes.map((change) => (
        <li key={change.field} data-field={change.field} className="grid gap-1.5">
          <h3 className="font-medium text-sm">{fieldName(change.field)}</h3>
          <div className="grid gap-2 sm:grid-cols-2">
            <Side name="Now" text={change.before} className="bg-destructive-subtle" />
            <Side name="After" text={change.after} className="bg-success-subtle" />
          </div>
        </li>
      ))}
    </ul>
  );
}

function Side({ name, text, className }: { name: string; text: string | null; className: string }) {
  return (
    <div className={`min-w-0 rounded-md border px-3 py-2 ${className}`}>
      <p className="text-muted-foreground text-xs">{name}</p>
      {text ? (
        <p className="whitespace-pre-wrap break-words text-sm">{text}</p>
      ) : (
        <p className="text-muted-foreground text-sm italic">Empty</p>
      )}
    </div>
  );
}

/** `appearance.primary_color` as a person reads it: "Appearance: primary color". */
function fieldName(field: string): string {
  const words = field.replaceAll("_", " ").split(".").join(": ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}
