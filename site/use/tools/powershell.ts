import { powershellWord } from '../quote.ts';
import type { Tool } from '../tool.ts';

/** @see https://learn.microsoft.com/powershell/module/microsoft.powershell.utility/get-filehash */
export const powershell: Tool = {
  id: 'powershell',
  title: 'PowerShell',
  language: 'powershell',
  suits: () => true,
  lines: ({ url, file: name, algorithm, hex, format }) => {
    const file = powershellWord(name);
    const digest = `(Get-FileHash ${file} -Algorithm ${algorithm.toUpperCase()}).Hash`;
    return [
      `curl.exe -fLo ${file} ${powershellWord(url)}`,
      `if (${digest} -ne ${powershellWord(hex)}) { Remove-Item ${file}; throw 'wrong digest' }`,
      ...(format === 'wsl' ? [`wsl --install --from-file ${file}`] : []),
    ];
  },
};
