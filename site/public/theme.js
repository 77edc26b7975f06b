// Runs before the first paint, so that a page never shows in the wrong theme, in two languages or with rows that the
// address excludes.
const root = document.documentElement;
const remembered = (/** @type {string} */ name) => {
  try {
    return localStorage.getItem(name);
  } catch {
    // Storage may be forbidden; then the system's own choice holds.
    return null;
  }
};
const theme = remembered('osdex-theme');
if (theme === 'light' || theme === 'dark') root.dataset.theme = theme;
const languages = root.dataset.languages.split(' ');
const wanted = [remembered('osdex-language'), ...navigator.languages.map((tag) => tag.split('-')[0])];
root.lang = wanted.find((language) => languages.includes(language)) ?? 'en';
if (root.lang !== 'en') {
  root.dataset.translating = '';
  // Whatever becomes of the translation, the page is there to be read.
  setTimeout(() => delete root.dataset.translating, 1000);
}
if (location.search !== '') root.dataset.query = '';
