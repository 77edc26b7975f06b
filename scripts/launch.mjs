#!/usr/bin/env node
/**
 * Starts osdex under a Node that can run it. From a checkout the TypeScript runs as it is; an installed package
 * carries JavaScript in dist/, because Node strips no types below node_modules. Where the machine's own Node is too
 * old, the npm package "node" among the dependencies brings one.
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import * as modules from 'node:module';
import { fileURLToPath } from 'node:url';

const NEEDED_MAJOR = 24;

const built = new URL('../dist/scripts/osdex.js', import.meta.url);
const source = new URL('./osdex.ts', import.meta.url);

if (Number(process.versions.node.split('.')[0]) >= NEEDED_MAJOR) {
  // Compiled code is kept among the temporary files, so that the next command starts sooner.
  modules.enableCompileCache();
  await import((existsSync(source) && !import.meta.url.includes('/node_modules/') ? source : built).href);
} else {
  const node = bundledNode();
  if (node === undefined) {
    console.error(
      `osdex: expected Node ${NEEDED_MAJOR} or later, found ${process.version}; install a newer Node, or bring one along: "npm ci" in a checkout, "npm install node@${NEEDED_MAJOR}" beside an installed osdex`,
    );
    process.exit(1);
  }
  const { status, signal } = spawnSync(node, [fileURLToPath(import.meta.url), ...process.argv.slice(2)], {
    stdio: 'inherit',
  });
  if (signal !== null) process.kill(process.pid, signal);
  process.exit(status ?? 1);
}

function bundledNode() {
  try {
    const manifest = modules.createRequire(import.meta.url).resolve('node/package.json');
    const path = fileURLToPath(new URL('./bin/node', `file://${manifest}`));
    return existsSync(path) ? path : undefined;
  } catch {
    return undefined;
  }
}
