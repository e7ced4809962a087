// What can be said of how a page looks.

// The contrast of two colours, "rgb(1, 2, 3)", as the WCAG computes it.
export function contrast(...colours) {
  const lightness = (colour) => {
    const [red, green, blue] = colour.match(/\d+/g).map((part) => {
      const share = part / 255;
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const [dark, light] = colours.map(lightness).sort((left, right) => left - right);
  return (light + 0.05) / (dark + 0.05);
}
