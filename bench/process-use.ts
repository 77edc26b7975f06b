import { readFile } from 'node:fs/promises';

/** What a process used of the machine until it ended. */
export interface ProcessUse {
  maxRssMb: number;
  /** Of all cores. */
  cpuMs: number;
}

/**
 * Makes Node processes add a line to a file at their end with what they used.
 *
 * @returns what is to be given to them with `--import`.
 */
export function tellUseIn(file: string): string {
  const tell = `import{appendFileSync as add}from"node:fs";process.on("exit",()=>{const{maxRSS:m,userCPUTime:u,systemCPUTime:s}=process.resourceUsage();add(${JSON.stringify(file)},m+" "+(u+s)+"\\n")})`;
  return `data:text/javascript,${encodeURIComponent(tell)}`;
}

/** What was told there, one of each process. */
export async function usesIn(file: string): Promise<ProcessUse[]> {
  const lines = (await readFile(file, 'utf8')).trim().split('\n');
  return lines.map((line) => {
    const [maxRss, cpu] = line.split(' ').map(Number);
    return { maxRssMb: (maxRss ?? 0) / 1024, cpuMs: (cpu ?? 0) / 1000 };
  });
}
