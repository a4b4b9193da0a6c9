/** A shortened message whose matching words stand in `**`, shown as marks. Always text, whatever a customer wrote. */
export function Snippet({ text }: { text: string }) {
  const parts = text.split("**");
  // An odd number of marks means that the message itself contains one; then nothing is certain, and nothing marked.
  if (parts.length % 2 === 0) return <>{text}</>;
  return (
    <>
      {parts.map((part, index) =>
        index % 2 === 1 ? (
          // biome-ignore lint/suspicious/noArrayIndexKey: the parts of one text never change their order
          <mark key={index} className="rounded-xs bg-primary-subtle font-medium text-link">
            {part}
          </mark>
        ) : (
          part
        ),
      )}
    </>
  );
}
