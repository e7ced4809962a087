import katex from "katex";
import "katex/dist/katex.css";

// KaTeX makes elements and sets their styles one by one, which the policy allows; but for a few (\vec, what is wrong) it
// sets the attribute "style", which the policy forbids. While it renders, that sets the styles one by one, too.
function render(text: string, element: HTMLElement) {
  const { setAttribute } = Element.prototype;
  Element.prototype.setAttribute = function (this: HTMLElement, name, value) {
    if (name === "style") this.style.cssText = value;
    else setAttribute.call(this, name, value);
  };
  try {
    katex.render(text, element, { displayMode: true, throwOnError: false });
  } finally {
    Element.prototype.setAttribute = setAttribute;
  }
}

export function formula(element: HTMLElement, source: Bonito.Observable<string>) {
  render(source.value ?? "", element);
  source.on((text) => render(text, element));
}
