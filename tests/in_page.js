// What the browser tests ask of a page from inside it, as `guide`. The policy of the guide allows no
// inline style and no inline script, so styles come as constructed sheets.
window.guide = (() => {
  addEventListener("securitypolicyviolation", ({violatedDirective, blockedURI}) =>
    console.error(`Content Security Policy: ${violatedDirective} refuses ${blockedURI}`));

  const parts = (colour) => colour.match(/[\d.]+/g).map(Number);
  const isOpaque = (colour) => (parts(colour)[3] ?? 1) === 1;
  const style = (element) => getComputedStyle(element);

  /** Relative luminance as WCAG defines it. */
  function luminance(colour) {
    const [red, green, blue] = parts(colour).map((part) => {
      const share = part / 255;
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  }

  function contrast(one, other) {
    const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b);
    return (light + 0.05) / (dark + 0.05);
  }

  /** The first opaque colour behind an element; the canvas is white. */
  function background(element) {
    for (let at = element; at; at = at.parentElement) {
      if (isOpaque(style(at).backgroundColor)) return style(at).backgroundColor;
    }
    return "rgb(255, 255, 255)";
  }

  /** The lowest contrast of an element's text with what lies behind it or inside it. */
  function textContrast(element) {
    const behind = [element, ...element.querySelectorAll("*")].map(background);
    return Math.min(...behind.map((colour) => contrast(style(element).color, colour)));
  }

  const rects = (element) => [...element.getClientRects()].filter((box) => box.width && box.height);
  const name = (element) => `${element.tagName.toLowerCase()} ${(element.textContent || element.value || "").trim().slice(0, 50)}`;

  const surrounds = ({ left, top, right, bottom }, offset) =>
    left - offset <= 0 && top - offset <= 0 && right + offset >= innerWidth && bottom + offset >= innerHeight;

  /** What is wrong with the way the focused element can be seen: a line each. */
  function focusFaults() {
    const element = document.activeElement;
    const faults = [];
    const boxes = rects(element);
    if (!boxes.length) faults.push("is not displayed");
    for (const box of boxes) {
      const fits = box.height <= innerHeight; // what is taller than the window cannot lie in it
      if (box.left < -1 || box.right > innerWidth + 1 || fits && (box.top < -1 || box.bottom > innerHeight + 1)) {
        faults.push(`lies outside the window: ${JSON.stringify(box)}`);
      }
      const hit = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
      if (!hit || !(element.contains(hit) || hit.contains(element) && style(element).pointerEvents === "none")) {
        faults.push(`is covered by ${hit ? name(hit) : "nothing"}`);
      }
    }
    const { outlineStyle, outlineWidth, outlineColor, outlineOffset } = style(element);
    const around = background(parseFloat(outlineOffset) < 0 ? element : element.parentElement);
    if (outlineStyle === "none" || parseFloat(outlineWidth) < 2) faults.push("has no outline");
    else if (boxes.some((box) => surrounds(box, parseFloat(outlineOffset)))) faults.push("has its outline outside the window");
    else if (contrast(outlineColor, around) < 3) faults.push(`has an outline that is hard to see: ${outlineColor} on ${around}`);
    return faults.map((fault) => `${name(element)} ${fault}`);
  }

  const stops = [];
  let isNewRound = false;
  let first = 0; // the stop at which the walk began anew at the start of the page

  /** What sticks to the lower edge of the window has its place at the end, wherever it is drawn. */
  const sticks = (element) => element.closest(".reach") !== null;

  /** Where the focus jumped back: up the page, or to the left on a line. */
  function orderFaults() {
    const top = (box) => box.top + scrollY;
    const faults = [];
    for (let at = 1; at < stops.length; at++) {
      if (at === first) continue; // from the end of the page to its start
      let [one, other] = [stops[at - 1], stops[at]];
      if (one.contains(other) || one.matches(".skip")) continue; // shown one at a time
      if (sticks(one) || sticks(other)) continue;
      while (!one.parentElement.contains(other)) one = one.parentElement;
      while (!other.parentElement.contains(one)) other = other.parentElement;
      const [before, after] = [rects(one).at(-1), rects(other)[0]];
      if (!before || !after) continue;
      const isAbove = after.bottom <= before.top + 1;
      const isLeft = Math.abs(top(after) - top(before)) < 8 && after.right <= before.left + 1;
      if (isAbove || isLeft) faults.push(`${name(stops[at])} comes after ${name(stops[at - 1])}`);
    }
    return faults;
  }

  /** Look at the focused element and remember it; null when the walk has come round. */
  function stop() {
    const element = document.activeElement;
    if (element === document.body) isNewRound = true; // the focus is in the browser's own bars
    if (element === document.body) return [];
    if (stops.includes(element)) return null;
    if (isNewRound) first = stops.length;
    isNewRound = false;
    stops.push(element);
    return focusFaults();
  }

  function adopt(css) {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(css);
    document.adoptedStyleSheets.push(sheet);
  }

  /** Make a font, given as base64, known as `face-NAME` in the size of each face, in per cent. */
  async function addFaces(data, sizes) {
    const bytes = Uint8Array.from(atob(data), (sign) => sign.charCodeAt(0));
    for (const [name, size] of Object.entries(sizes)) {
      const font = new FontFace(`face-${name}`, bytes, { sizeAdjust: `${size}%` });
      document.fonts.add(await font.load());
    }
  }

  /** What a narrow window cuts off, and a window or panel that scrolls sideways. */
  function cutOff() {
    const faults = [document.documentElement, ...document.querySelectorAll("dialog[open]")]
      .filter((box) => box.scrollWidth > box.clientWidth)
      .map((box) => `${box.tagName} scrolls sideways: ${box.scrollWidth} of ${box.clientWidth}`);
    for (const element of document.querySelectorAll("body *")) {
      const isHidden = element.closest(".skip, thead") || !element.checkVisibility();
      for (const box of isHidden ? [] : rects(element)) {
        if (box.left < -1 || box.right > innerWidth + 1) faults.push(`${name(element)} is cut off`);
      }
      if (!isHidden && style(element).overflowX === "hidden" && element.scrollWidth > element.clientWidth) {
        faults.push(`${name(element)} hides a part`);
      }
    }
    return faults;
  }

  return { addFaces, adopt, background, contrast, cutOff, focusFaults, luminance, orderFaults, stop, stops, textContrast };
})();
