import { fileNamed, isAt, readUse } from './use-address.mts';

/**
 * Every file opens with the command that every reader has; what else it can be used with is loaded when the first one
 * is opened.
 */
document.addEventListener(
  'toggle',
  ({ target }) => {
    if (target instanceof HTMLDetailsElement && target.open && target.matches('.use')) void open(target);
  },
  { capture: true },
);
addEventListener('hashchange', () => void openNamed());
void openNamed();

async function open(details: HTMLDetailsElement): Promise<void> {
  const { offerTools } = await import('./tool-choice.mts');
  offerTools(details);
}

/** `#use=lima` opens the first file that the tool can use, `#use=lima&file=NAME` that file. */
async function openNamed(): Promise<void> {
  const { tool, file } = readUse(location.hash);
  if (tool === undefined && file === undefined) return;
  const { offerTools, suits } = await import('./tool-choice.mts');
  const all = [...document.querySelectorAll<HTMLDetailsElement>('.use')];
  const named =
    file === undefined
      ? all.find((details) => suits(details, tool ?? ''))
      : (all.find((details) => fileNamed(details) === file) ?? all.find((details) => isAt(details, file)));
  if (named === undefined) return;
  offerTools(named, tool);
  named.open = true;
  named.closest('li')?.scrollIntoView();
}
