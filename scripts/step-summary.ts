import { appendFile } from 'node:fs/promises';

/** Adds Markdown to the summary page of a continuous integration run, where there is one. */
export async function appendSummary(markdown: string): Promise<void> {
  const path = process.env['GITHUB_STEP_SUMMARY'];
  if (path !== undefined && path !== '') await appendFile(path, markdown);
}
