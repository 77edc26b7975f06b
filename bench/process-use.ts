/** What a process used of the machine until it ended. */
export interface ProcessUse {
  maxRssMb: number;
  /** Of all cores. */
  cpuMs: number;
}

const TELL =
  'process.on("exit",()=>{const{maxRSS,userCPUTime,systemCPUTime}=process.resourceUsage();process._rawDebug("maxrss "+maxRSS+" cpu "+(userCPUTime+systemCPUTime))})';

/** To be given to Node with `--import`: it makes a process tell at its end what it used, on its standard error. */
export const TELL_USE = `data:text/javascript,${encodeURIComponent(TELL)}`;

/** What was told in these lines, one for each process. */
export function usesIn(printed: string): ProcessUse[] {
  return [...printed.matchAll(/maxrss (\d+) cpu (\d+)/g)].map(([, maxRss, cpu]) => ({
    maxRssMb: Number(maxRss) / 1024,
    cpuMs: Number(cpu) / 1000,
  }));
}
