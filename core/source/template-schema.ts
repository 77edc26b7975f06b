import { z } from 'zod';
import { isRegExp, mayExplode } from '../pattern-cost.ts';

const urlExpected = 'expected an http or https URL, {names} allowed';

/** A URL with `{names}` in it. */
export const UrlTemplate = z
  .string()
  .regex(/^https?:\/\/[^\s]+$/, { error: urlExpected, abort: true })
  .refine((text) => URL.canParse(withoutNames(text)), { error: urlExpected });

/** Text with `{names}` in it. */
export const Template = z.string().min(1);

/** What a name stands for. */
export const Pattern = z
  .string()
  .refine((text) => isRegExp(withoutNames(text)), { error: 'expected a regular expression' })
  .refine((text) => !mayExplode(text), {
    error: 'expected a regular expression without a repetition inside of a repetition',
  });

function withoutNames(template: string): string {
  return template.replaceAll(/\{[a-zA-Z]+\}/g, 'x');
}
