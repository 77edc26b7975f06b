import { OsdexError } from '../error.ts';
import { childrenOf, parseXml } from './xml-element.ts';
import type { XmlElement } from './xml-element.ts';

/**
 * What PowerShell's ConvertTo-Xml wrote, as the value that it was made of: `<Object>` with a `<Property>` for each
 * field, or for each key and each value of a table.
 *
 * @throws OsdexError `usage` for a document of another kind.
 * @see https://learn.microsoft.com/powershell/module/microsoft.powershell.utility/convertto-xml
 */
export function xmlInventory(text: string, name: string): unknown {
  const root = parseXml(text, name);
  const [object] = childrenOf(root, 'Object');
  if (root.name === 'Objects' && object !== undefined) return valueOf(object);
  throw new OsdexError(
    'usage',
    `expected <Objects> as PowerShell writes it in ${name}, found <${root.name}>`,
  );
}

function valueOf(element: XmlElement): unknown {
  const properties = childrenOf(element, 'Property');
  const names = properties.map(({ attributes }) => attributes['Name']);
  if (properties.length === 0) return element.text;
  const isTable =
    names.length % 2 === 0 && names.every((name, at) => name === (at % 2 === 0 ? 'Key' : 'Value'));
  if (isTable)
    return Object.fromEntries(
      properties.flatMap((key, at): [string, unknown][] => {
        const value = properties[at + 1];
        return at % 2 === 0 && value !== undefined ? [[key.text, valueOf(value)]] : [];
      }),
    );
  if (names.every((name) => name === undefined)) return properties.map(valueOf);
  return Object.fromEntries(properties.map((property, at) => [names[at] ?? '', valueOf(property)]));
}
