// Rules added to the page as a constructed sheet, which a strict content policy allows. Equal rules are added once.
const added = new WeakMap<Document, Set<string>>();

export function add_sheet(document: Document, css: string): void {
  const sheets = added.get(document) ?? new Set();
  if (sheets.has(css)) return;
  added.set(document, sheets.add(css));
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
}
