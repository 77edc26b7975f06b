import { Parser } from 'htmlparser2';
import { OsdexError } from '../error.ts';

/** An element of a document that others wrote. */
export interface XmlElement {
  /** Without a prefix. */
  name: string;
  attributes: Readonly<Record<string, string>>;
  children: XmlElement[];
  /** Its own, without that of its children and without blanks around it. */
  text: string;
}

/** More than any list of files needs; the parser's time grows with the square of the depth. */
const MAX_DEPTH = 32;

/**
 * Reads a document. There are no entities but those that XML itself has: a document that declares any is refused.
 *
 * @param name of the file, for messages.
 * @returns the root.
 * @throws OsdexError `usage` where it is no XML, or is deeper than anybody writes.
 */
export function parseXml(text: string, name: string): XmlElement {
  const refuse = (found: string): never => {
    throw new OsdexError('usage', `expected XML in ${name}, found ${found}`);
  };
  const open: { element: XmlElement; isEmpty: boolean }[] = [];
  let root: XmlElement | undefined;
  const parser = new Parser(
    {
      onopentag(tag, attributes) {
        const element = { name: localName(tag), attributes: { ...attributes }, children: [], text: '' };
        const parent = open.at(-1)?.element;
        const isEmpty = text[parser.endIndex - 1] === '/';
        if (parent === undefined && root !== undefined) refuse('a second root');
        if (open.push({ element, isEmpty }) > MAX_DEPTH) refuse(`elements more than ${MAX_DEPTH} deep`);
        root ??= element;
        parent?.children.push(element);
      },
      ontext(part) {
        const parent = open.at(-1)?.element;
        if (parent !== undefined) parent.text += part;
        else if (part.trim() !== '') refuse('text outside of its elements');
      },
      onclosetag(tag, isImplied) {
        const closed = open.pop();
        // The parser takes the end of an empty element, `<a/>`, for one that is implied.
        if (closed === undefined || (isImplied && !closed.isEmpty))
          return refuse(`that <${tag.slice(0, 40)}> is not closed`);
        closed.element.text = closed.element.text.trim();
      },
      onprocessinginstruction(instruction) {
        if (/^!doctype$/i.test(instruction)) refuse('a document type');
      },
    },
    { xmlMode: true },
  );
  parser.end(text);
  return root ?? refuse('none');
}

/** The children of this name. */
export function childrenOf(element: XmlElement, name: string): XmlElement[] {
  return element.children.filter((child) => child.name === name);
}

/** The text of the first child of this name; an empty one is none. */
export function childText(element: XmlElement, name: string): string | undefined {
  return element.children.find((child) => child.name === name)?.text || undefined;
}

function localName(tag: string): string {
  return tag.slice(tag.indexOf(':') + 1);
}
