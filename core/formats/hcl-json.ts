import type { Image } from '../image.ts';
import { BEFORE_JSON_ROW } from './format.ts';
import type { RowWriter } from './format.ts';

/**
 * Writes `local.osdex_images`, a map of images by id.
 *
 * @param module what else stands in the file, by name.
 */
export function hclImageMap(attributesOf: (image: Image) => unknown, module?: object): RowWriter {
  const head = module === undefined ? '{' : `${JSON.stringify(module).slice(0, -1)},\n`;
  return {
    kind: 'rows',
    begin: () => `${head}"locals":{"osdex_images":{`,
    row: (image) => `${writeHclJson(image.id)}:${writeHclJson(attributesOf(image))}`,
    before: BEFORE_JSON_ROW,
    end: () => '\n}}}\n',
  };
}

/**
 * JSON of a value in the JSON syntax of HCL, which looks for templates in every string and every name: what looks like
 * one is written so that it is read as the text it is. What is undefined becomes null, HCL's word for it, so that all
 * entries of a map have the same attributes and an expression may ask each of them.
 *
 * @see https://github.com/hashicorp/hcl/blob/main/json/spec.md
 */
export function writeHclJson(value: unknown): string {
  const text = JSON.stringify(value, (_key, one: unknown) => (one === undefined ? null : one));
  // Neither sign can stand before a brace outside of a string.
  return text.replace(/[$%](?=\{)/g, '$&$&');
}
