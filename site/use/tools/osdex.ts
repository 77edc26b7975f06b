import { shellWord } from '../../../core/shell-word.ts';
import { say } from '../../words/say.ts';
import { inTurn } from '../checked-download.ts';
import type { Tool } from '../tool.ts';

/** Holds the file against the catalog itself, without a word of this site. */
export const osdex: Tool = {
  id: 'osdex',
  title: 'osdex',
  language: 'sh',
  suits: () => true,
  lines: ({ url, file }, tell) => [
    `# ${tell(say('use.which-build'))}`,
    ...inTurn(`curl -fLo ${shellWord(file)} ${shellWord(url)}`, `npx osdex verify ${shellWord(file)}`),
  ],
};
