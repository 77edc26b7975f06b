import { toolsFor } from '../use/registry.ts';
import type { Tool } from '../use/tool.ts';
import { usedImage } from '../use/used-image.ts';
import type { UsedImage } from '../use/used-image.ts';
import { say } from '../words/say.ts';
import { find } from './dom.mts';
import { spoken } from './language.mts';
import { writeUse } from './use-address.mts';

const REMEMBERED = 'osdex-tool';

let choices = 0;

/** Whether a tool can use the file that this folded part is of. */
export function suits(details: HTMLDetailsElement, id: string): boolean {
  return toolsFor(imageOf(details)).some((tool) => tool.id === id);
}

/** Offers the tools that suit the file; the asked one, else the one used last, is chosen. */
export function offerTools(details: HTMLDetailsElement, asked?: string): void {
  const known = details.querySelector('fieldset');
  if (known !== null && asked === undefined) return;
  const image = imageOf(details);
  const tools = toolsFor(image);
  const first = tools.find(({ id }) => id === (asked ?? remembered())) ?? tools[0];
  if (first === undefined) return;
  const choice =
    known ??
    createChoice(tools, (tool) => {
      show(details, tool, image);
      remember(tool.id);
      writeUse(tool.id, details);
    });
  if (known === null) find('summary', HTMLElement, details).after(choice);
  find(`[value="${first.id}"]`, HTMLInputElement, choice).checked = true;
  show(details, first, image);
}

function createChoice(tools: readonly Tool[], onChoice: (tool: Tool) => void): HTMLFieldSetElement {
  const fieldset = document.createElement('fieldset');
  const legend = document.createElement('legend');
  legend.textContent = spoken(say('use.with'));
  const name = `tool-${(choices += 1)}`;
  fieldset.append(legend, ...tools.map((tool) => createOption(tool, name)));
  fieldset.addEventListener('change', ({ target }) => {
    const tool = tools.find(({ id }) => target instanceof HTMLInputElement && id === target.value);
    if (tool !== undefined) onChoice(tool);
  });
  return fieldset;
}

function createOption({ id, title }: Tool, name: string): HTMLLabelElement {
  const label = document.createElement('label');
  const input = document.createElement('input');
  Object.assign(input, { type: 'radio', name, value: id });
  label.append(input, title);
  return label;
}

function show(details: HTMLDetailsElement, tool: Tool, image: UsedImage): void {
  find('pre', HTMLPreElement, details).textContent = tool.lines(image, spoken).join('\n');
}

/** What the row and its list say of the file. */
function imageOf(details: HTMLDetailsElement): UsedImage {
  const row = details.closest('li');
  const { kind = '', product = '', release = '', login } = details.closest('ul')?.dataset ?? {};
  const text = (selector: string): string | undefined => row?.querySelector(selector)?.textContent.trim();
  return usedImage({
    url: row?.querySelector('a')?.href ?? '',
    digest: text('.digest') ?? '',
    arch: text('[data-arch]') ?? '',
    format: text('[data-format]') ?? '',
    compression: text('[data-compression]'),
    kind,
    product,
    release,
    login,
  });
}

function remembered(): string | undefined {
  try {
    return localStorage.getItem(REMEMBERED) ?? undefined;
  } catch {
    return undefined;
  }
}

function remember(id: string): void {
  try {
    localStorage.setItem(REMEMBERED, id);
  } catch {
    // Storage may be forbidden; the choice then lasts for this file.
  }
}
