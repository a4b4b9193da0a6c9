/**
 * Asks the server, a second time when it must, and keeps nothing. TanStack Query comes with the first question, because no
 * page needs it to show what the server rendered.
 * @param name tells the question apart from others of this tab
 */
export async function ask<View>(name: readonly unknown[], read: () => Promise<View>): Promise<View> {
  const { queryClient } = await import("@/components/query-client");
  return queryClient().fetchQuery({ queryKey: name, queryFn: read, staleTime: 0, gcTime: 0 });
}
