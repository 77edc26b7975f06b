import type { Progress } from './progress.ts';

/** A file that was written, in Astro's words. */
const WRITTEN = /├─|└─/g;

/** What a person should see of Astro's words. */
const TROUBLE = /\[(?:WARN|ERROR)\]/;

/**
 * Tells how far the build of a site is from what Astro prints, which is a line for each of thousands of files.
 *
 * @returns what is to be given the text as it comes, and what tells the end.
 */
export function showSiteBuild(progress: Progress): { take(text: string): void; end(): void } {
  const started = performance.now();
  let files = 0;
  let rest = '';
  progress.milestone('Reading the catalog and bundling the pages');
  return {
    take(text) {
      const lines = (rest + text).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) {
        files += line.match(WRITTEN)?.length ?? 0;
        if (TROUBLE.test(line)) progress.milestone(line);
      }
      if (files > 0) progress.tell(`Writing the site: ${files.toLocaleString('en')} files`);
    },
    end() {
      const seconds = Math.round((performance.now() - started) / 1000);
      if (files > 0) progress.milestone(`Wrote ${files.toLocaleString('en')} files in ${seconds} s`);
      progress.end();
    },
  };
}
