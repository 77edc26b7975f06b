import { OsdexError } from '../core/error.ts';

/** The code of a refusal, or `good`; anything else that is thrown is a defect. */
export async function codeOf(verification: Promise<unknown>): Promise<string> {
  return verification.then(
    () => 'good',
    (error: unknown) => {
      if (error instanceof OsdexError) return error.code;
      throw error;
    },
  );
}
