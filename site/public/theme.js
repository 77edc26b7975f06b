// Runs before the first paint, so that a page never shows in the wrong theme or with rows that the address excludes.
const root = document.documentElement;
try {
  const theme = localStorage.getItem('osdex-theme');
  if (theme === 'light' || theme === 'dark') root.dataset.theme = theme;
} catch {
  // Storage may be forbidden; then the system's theme holds.
}
if (location.search !== '') root.dataset.query = '';
