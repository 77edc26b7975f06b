import { startCopying } from './copy.mts';
import { addRelativeDays } from './days.mts';
import { find } from './dom.mts';
import { openNamed } from './folded.mts';
import { startLanguageChoice, translate } from './language.mts';
import { startSearchKey } from './search-key.mts';
import { startThemeSwitch } from './theme-switch.mts';

translate(document);
delete document.documentElement.dataset['translating'];
startLanguageChoice(find('[data-language-choice]', HTMLSelectElement));
startThemeSwitch();
startSearchKey();
startCopying();
openNamed();
addRelativeDays(document);
