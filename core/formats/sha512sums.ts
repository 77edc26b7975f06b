import type { Format } from './format.ts';
import { sumsFormat } from './sums-format.ts';
import { readerOfSha512sums } from './sums-reader.ts';

export const sha512sums: Format = sumsFormat('sha512', readerOfSha512sums);
