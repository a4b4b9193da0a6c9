import { CircleAlert } from "lucide-react";
import { type ReactNode, useId } from "react";
import { Label } from "@/components/ui/label";
import { cn } from "@/lib/core/cn";

/** Spread these on the control inside a field. */
export interface FieldControl {
  id: string;
  "aria-describedby": string | undefined;
  "aria-invalid": true | undefined;
  required: boolean | undefined;
}

export interface FieldProps {
  label: ReactNode;
  hint?: ReactNode;
  /** What is wrong and how to mend it; one sentence, or several when several rules are broken. */
  error?: string | readonly string[] | undefined;
  required?: boolean;
  /** `inline` puts a checkbox or switch before its label. */
  layout?: "stacked" | "inline";
  className?: string;
  children: (control: FieldControl) => ReactNode;
}

/** A control with its label, hint and error, tied together for screen readers. */
export function Field({ label, hint, error, required, layout = "stacked", className, children }: FieldProps) {
  const id = useId();
  const errors = typeof error === "string" ? [error] : (error ?? []);
  const invalid = errors.length > 0;
  const describedBy = [hint ? `${id}-hint` : "", invalid ? `${id}-error` : ""].filter(Boolean).join(" ");
  const control = children({
    id,
    "aria-describedby": describedBy || undefined,
    "aria-invalid": invalid || undefined,
    required,
  });
  const inline = layout === "inline";
  const name = (
    <Label htmlFor={id} className={cn(inline && "font-normal")}>
      {label}
      {required === false && <span className="ml-1 font-normal text-muted-foreground">(optional)</span>}
    </Label>
  );
  const notes = (
    <>
      {hint && (
        <p id={`${id}-hint`} className="text-muted-foreground text-xs">
          {hint}
        </p>
      )}
      {invalid && (
        <p id={`${id}-error`} className="flex gap-1 text-destructive-text text-xs">
          <CircleAlert className="mt-0.5 size-3 shrink-0" />
          <span>{errors.join(" ")}</span>
        </p>
      )}
    </>
  );
  if (inline) {
    return (
      <div data-slot="field" className={cn("flex items-start gap-2.5", className)}>
        <div className="flex h-5 items-center">{control}</div>
        <div className="grid min-w-0 gap-0.5">
          {name}
          {notes}
        </div>
      </div>
    );
  }
  return (
    <div data-slot="field" className={cn("grid content-start gap-1.5", className)}>
      {name}
      {control}
      {notes}
    </div>
  );
}
