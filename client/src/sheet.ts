// Rules added to the page as a constructed sheet, which a strict content policy allows.
//
//   const sheet = new Sheet(document);
//   sheet.put(css);   // in the page while it says something
//   sheet.put("");
export class Sheet {
  #document: Document;
  #sheet: CSSStyleSheet | undefined;

  constructor(document: Document) {
    this.#document = document;
  }

  put(css: string): void {
    const page = this.#document;
    const sheet = this.#sheet ?? (css ? new CSSStyleSheet() : undefined);
    if (sheet && !this.#sheet) page.adoptedStyleSheets = [...page.adoptedStyleSheets, sheet];
    if (sheet && !css) page.adoptedStyleSheets = page.adoptedStyleSheets.filter((each) => each !== sheet);
    if (css) sheet!.replaceSync(css);
    this.#sheet = css ? sheet : undefined;
  }
}
