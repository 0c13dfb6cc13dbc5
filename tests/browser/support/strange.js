// What of a page could only have come out of a text that tries to be markup.
import assert from 'node:assert/strict';

/** What a digest's HTML is made of, whoever wrote its texts. */
export const digestParts = {
  elements: 'html head meta title style body main h1 h2 h3 h4 h5 h6 p ul ol li blockquote pre code em strong a img hr br table thead tbody tr th td '
    + 'math mrow mi mn mo mtext msup msub msubsup mfrac msqrt mroot mover munder munderover mtable mtr mtd mspace mstyle semantics mpadded mphantom menclose',
  attributes: 'lang charset name content id href title src alt width height loading start class style '
    + 'alttext display mathvariant stretchy fence form separator accent accentunder displaystyle scriptlevel linethickness columnalign largeop movablelimits minsize maxsize '
    + 'lspace rspace xmlns notation rowspacing columnspacing',
};

/** What the page is made of beside it. */
export const pageParts = {
  elements: `${digestParts.elements} div span search header nav aside section article footer button input textarea select option optgroup label form fieldset legend `
    + 'details summary dl dt dd time small abbr kbd svg path circle line rect g text output progress dialog script link noscript caption datalist figure figcaption b i u s sub sup tspan polyline title',
  attributes: `${digestParts.attributes} role tabindex hidden open type value for rel target download placeholder checked disabled selected multiple autocomplete `
    + 'min max step rows cols required maxlength list viewBox d cx cy r rx x y x1 y1 x2 y2 dx dy fill stroke points transform decoding scope colspan rowspan aria-* data-* '
    + 'accept media crossorigin text-anchor font-size preserveAspectRatio stroke-width stroke-linecap stroke-linejoin focusable spellcheck datetime action method novalidate abbr enterkeyhint inputmode autofocus',
};

/** Notes from now on what a script that ran would do. What it gives is asked at the end: no dialog was opened, nothing was asked of another server. */
export function guard({ page, asked }, origin) {
  const dialogs = [];
  page.on('dialog', dialog => {
    dialogs.push(dialog.message());
    void dialog.dismiss();
  });
  return () => {
    assert.deepEqual(dialogs, [], 'dialogs');
    assert.deepEqual(asked.filter(url => !url.startsWith(`${origin}/`) && !/^data:/.test(url)), [], 'requests to other servers');
  };
}

/** Elements, attributes and addresses that are not of the parts, each once; and the global that a script would have set. */
export const strange = (frame, parts) => frame.evaluate(({ elements, attributes }) => {
  const [elementSet, attributeSet] = [new Set(elements.split(' ')), new Set(attributes.split(' '))];
  const found = new Set();
  const isKnown = name => attributeSet.has(name) || attributeSet.has(name.replace(/^(aria|data)-.*/, '$1-*'));
  for (const element of document.querySelectorAll('*')) {
    if (!elementSet.has(element.localName)) found.add(`element ${element.localName}: ${element.outerHTML.slice(0, 120)}`);
    for (const { name, value } of element.attributes) {
      if (/^on/i.test(name) || !isKnown(name)) found.add(`attribute ${name} of ${element.localName}: ${element.outerHTML.slice(0, 120)}`);
      if (['href', 'src', 'action', 'formaction', 'xlink:href', 'data', 'poster'].includes(name)) {
        const scheme = URL.canParse(value, location.href) ? new URL(value, location.href).protocol : 'none';
        if (!['http:', 'https:', 'mailto:', 'cid:'].includes(scheme)) found.add(`address of ${element.localName}: ${value.slice(0, 120)}`);
        // What is loaded by itself comes from the page's own server.
        if (name === 'src' && scheme !== 'cid:' && new URL(value, location.href).origin !== location.origin) found.add(`source of ${element.localName}: ${value.slice(0, 120)}`);
      }
      if (name === 'style' && /url|expression|import|binding/i.test(value)) found.add(`style of ${element.localName}: ${value.slice(0, 120)}`);
    }
    if (element.localName === 'script' && (!element.src || new URL(element.src).origin !== location.origin)) found.add(`script: ${element.outerHTML.slice(0, 120)}`);
    if (element.localName === 'style' && element.parentElement?.localName !== 'head') found.add(`style: ${element.outerHTML.slice(0, 120)}`);
    if (element.localName === 'meta' && element.parentElement?.localName !== 'head') found.add(`meta: ${element.outerHTML.slice(0, 120)}`);
  }
  if (globalThis.hit !== undefined && typeof globalThis.hit !== 'object') found.add(`a script has set hit to ${globalThis.hit}`);
  return [...found];
}, parts);

/** Nothing of it is there. */
export async function hasNothingStrange(frame, parts, where) {
  assert.deepEqual((await strange(frame, parts)).slice(0, 12), [], where);
}
