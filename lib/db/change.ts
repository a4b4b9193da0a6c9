import "server-only";
import { dbFor, type TenantScope, type TenantTransaction } from "./tenant";

class DryRun extends Error {
  readonly result: unknown;

  constructor(result: unknown) {
    super("dry run");
    this.result = result;
  }
}

/**
 * Runs `work` in one transaction of the caller's tenant client. With `dryRun` the very same work is done and rolled
 * back, and its result returned.
 */
export async function change<Result>(
  scope: TenantScope,
  options: { dryRun?: boolean },
  work: (db: TenantTransaction) => Promise<Result>,
): Promise<Result> {
  try {
    return await dbFor(scope).$transaction(async (db) => {
      const result = await work(db as TenantTransaction);
      if (options.dryRun) throw new DryRun(result);
      await scope.beforeCommit?.(db as TenantTransaction, result);
      return result;
    });
  } catch (error) {
    if (error instanceof DryRun) return error.result as Result;
    throw error;
  }
}
