import { appendFile } from 'node:fs/promises';

/** Hands values of one line each to the later steps of a continuous integration run, where there is one. */
export async function setStepOutputs(outputs: Readonly<Record<string, string>>): Promise<void> {
  const path = process.env['GITHUB_OUTPUT'];
  if (path === undefined || path === '') return;
  const lines = Object.entries(outputs).map(([name, value]) => `${name}=${value}\n`);
  await appendFile(path, lines.join(''));
}
