"use client";

import { Checkbox } from "@/components/ui/checkbox";
import { Field } from "@/components/ui/field";
import { type GrantablePermission, PERMISSION_LABELS } from "@/lib/auth/values";

export interface PermissionChoicesProps {
  /** Those that can be granted here, in order. */
  names: readonly GrantablePermission[];
  chosen: ReadonlySet<GrantablePermission>;
  /** Tools that need each permission in this installation. */
  toolCount: (name: GrantablePermission) => number;
  onChange: (name: GrantablePermission, isChosen: boolean) => void;
}

/** Message text and contact details: the one permission that is set apart from the others. */
const SENSITIVE: GrantablePermission = "conversations:read";

export function PermissionChoices({ names, chosen, toolCount, onChange }: PermissionChoicesProps) {
  const choice = (name: GrantablePermission) => (
    <Field
      key={name}
      layout="inline"
      label={PERMISSION_LABELS[name].title}
      hint={PERMISSION_LABELS[name].hint}
    >
      {(control) => (
        <Checkbox
          id={control.id}
          aria-describedby={control["aria-describedby"]}
          name={name}
          checked={chosen.has(name)}
          onCheckedChange={(state) => onChange(name, state === true)}
        />
      )}
    </Field>
  );
  const others = names.filter((name) => name !== SENSITIVE);
  const used = others.filter((name) => toolCount(name) > 0);
  const unused = others.filter((name) => toolCount(name) === 0);
  return (
    <div className="grid gap-3">
      {names.includes(SENSITIVE) && (
        <div className="rounded-lg border border-warning/30 bg-warning-subtle p-3">
          {choice(SENSITIVE)}
          <p className="mt-1.5 pl-6.5 text-xs">
            Personal data: the app and the company behind it get to read it.
          </p>
        </div>
      )}
      <div className="grid gap-3 px-3 sm:grid-cols-2">{used.map(choice)}</div>
      {unused.length > 0 && (
        <details className="px-3">
          <summary className="cursor-pointer text-muted-foreground text-sm">
            {unused.length} more that no tool uses yet
          </summary>
          <div className="mt-3 grid gap-3 sm:grid-cols-2">{unused.map(choice)}</div>
        </details>
      )}
    </div>
  );
}
