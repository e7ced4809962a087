// Where the relative addresses of a page lead: from the address that it came from. The document's own moves before its
// page does, when the history goes back, and when a script of the page's calls pushState().
let base: string | undefined;

export const page_came = (page: Pick<Document, "baseURI">): void => void (base = page.baseURI);

export const absolute = (address: string): string => new URL(address, base ?? document.baseURI).href;
