import { startCopying } from './copy.mts';
import { addRelativeDays } from './days.mts';
import { openNamed } from './folded.mts';
import { startSearchKey } from './search-key.mts';
import { startThemeSwitch } from './theme-switch.mts';

startThemeSwitch();
startSearchKey();
startCopying();
openNamed();
addRelativeDays(document);
