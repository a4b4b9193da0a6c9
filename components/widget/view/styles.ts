/**
 * The style sheet of the shadow root. Important rules of a shadow's host win over the page's important ones (CSS Scoping 1,
 * §3.2.2), so no style of the page can hide, move or colour the chat.
 */
export const STYLES = `
:host {
  all: initial !important;
  display: block !important;
  position: fixed !important;
  z-index: 2147483647 !important;
  inset: auto 0 0 auto !important;
  width: 0 !important;
  height: 0 !important;
}
:host([data-caramel-preview]) {
  position: relative !important;
  inset: auto !important;
  z-index: 0 !important;
  width: 100% !important;
  height: 100% !important;
}
*, *::before, *::after { box-sizing: border-box; }
[hidden] { display: none !important; }
.hidden {
  position: absolute; width: 1px; height: 1px; margin: -1px; padding: 0; overflow: hidden;
  clip-path: inset(50%); white-space: nowrap; border: 0;
}
.root {
  --radius: 16px;
  --tail: 5px;
  --control: 12px;
  --gap: 20px;
  font: 400 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", "Noto Sans", Arial, sans-serif;
  color: var(--ink);
  text-align: start;
  letter-spacing: normal;
  -webkit-text-size-adjust: 100%;
  -webkit-font-smoothing: antialiased;
}
.root[data-bubbles=square] { --radius: 4px; --tail: 4px; --control: 4px; }
.root[data-bubbles=pill] { --radius: 22px; --tail: 22px; --control: 22px; }
button, input, textarea { font: inherit; color: inherit; letter-spacing: inherit; margin: 0; }
button { cursor: pointer; background: none; border: 0; padding: 0; text-align: inherit; -webkit-tap-highlight-color: transparent; }
h2, p, ol, ul, pre, blockquote { margin: 0; padding: 0; }
ol, ul { list-style: none; }
a { color: inherit; text-underline-offset: 2px; }
.icon { width: 20px; height: 20px; flex: none; fill: none; stroke: currentColor; stroke-width: 1.9; stroke-linecap: round; stroke-linejoin: round; }
:focus { outline: none; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
header :focus-visible { outline-color: var(--on-primary); outline-offset: -2px; }
.muted { color: var(--muted); }

.launcher {
  position: fixed; bottom: calc(var(--gap) + env(safe-area-inset-bottom)); right: calc(var(--gap) + env(safe-area-inset-right));
  display: grid; place-items: center; width: 60px; height: 60px; border-radius: 50%;
  color: var(--on-primary); background: var(--primary);
  background-image: linear-gradient(160deg, transparent 35%, var(--shade));
  box-shadow: 0 0 0 1px rgb(255 255 255 / .12), 0 1px 3px rgb(0 0 0 / .18), 0 10px 28px rgb(0 0 0 / .24);
  transition: transform .18s ease, box-shadow .18s ease;
}
.root[data-bubbles=square] .launcher { border-radius: 12px; }
.launcher:hover { transform: translateY(-2px); box-shadow: 0 0 0 1px rgb(255 255 255 / .12), 0 2px 4px rgb(0 0 0 / .18), 0 14px 34px rgb(0 0 0 / .3); }
.launcher:active { transform: scale(.95); }
.launcher:focus-visible { outline: 3px solid var(--primary); outline-offset: 3px; box-shadow: 0 0 0 3px #fff, 0 10px 28px rgb(0 0 0 / .24); }
.launcher .icon { width: 28px; height: 28px; grid-area: 1 / 1; transition: opacity .16s ease, transform .2s ease; }
.launcher .i-chat { fill: currentColor; stroke: none; }
.launcher .i-down { opacity: 0; transform: rotate(-60deg) scale(.6); stroke-width: 2.4; }
[data-open=true] .launcher .i-chat { opacity: 0; transform: rotate(60deg) scale(.6); }
[data-open=true] .launcher .i-down { opacity: 1; transform: none; }
.count {
  position: absolute; top: -3px; inset-inline-end: -3px; min-width: 22px; height: 22px; padding: 0 6px; border-radius: 11px;
  background: #DC2626; color: #fff; border: 2px solid #fff; font-size: 12px; font-weight: 700; line-height: 18px; text-align: center;
}
[data-position=left] .launcher { right: auto; left: calc(var(--gap) + env(safe-area-inset-left)); }
[data-position=center] .launcher { right: auto; left: calc(50vw - 30px); }

.beside {
  position: fixed; bottom: calc(var(--gap) + 76px + env(safe-area-inset-bottom)); right: calc(var(--gap) + env(safe-area-inset-right));
  display: flex; align-items: flex-start; gap: 4px; max-width: min(320px, 100vw - 2 * var(--gap));
  padding: 4px; border-radius: 18px; border-end-end-radius: 6px;
  background: var(--paper); color: var(--ink);
  box-shadow: 0 0 0 1px var(--line), 0 12px 36px rgb(0 0 0 / .2); animation: rise .28s cubic-bezier(.2, .8, .3, 1);
}
.root[data-bubbles=square] .beside { border-radius: 6px; }
[data-position=left] .beside { right: auto; left: calc(var(--gap) + env(safe-area-inset-left)); }
[data-position=center] .beside { right: 0; left: 0; margin-inline: auto; width: fit-content; }
.beside-text { padding: 10px 4px 10px 14px; overflow-wrap: anywhere; white-space: pre-line; max-height: 40vh; overflow-y: auto; border-radius: 14px; }

.panel {
  position: fixed; bottom: calc(var(--gap) + 74px); right: var(--gap);
  display: flex; flex-direction: column; overflow: hidden;
  width: min(400px, 100vw - 2 * var(--gap)); height: min(700px, 100vh - 116px); height: min(700px, 100dvh - 116px);
  border-radius: 18px; background: var(--paper); color: var(--ink);
  box-shadow: 0 0 0 1px rgb(0 0 0 / .06), 0 0 0 1px var(--line), 0 24px 64px rgb(0 0 0 / .28), 0 4px 14px rgb(0 0 0 / .1);
  animation: rise .26s cubic-bezier(.2, .8, .3, 1); transform-origin: 100% 100%;
}
.root[data-bubbles=square] .panel { border-radius: 8px; }
[data-position=left] .panel { right: auto; left: var(--gap); }
[data-position=center] .panel { right: 0; left: 0; margin-inline: auto; }
@keyframes rise { from { opacity: 0; transform: translateY(14px) scale(.98); } }

header {
  display: flex; align-items: center; gap: 10px; flex: none; padding: 14px 12px 14px 16px; min-height: 70px;
  color: var(--on-primary); background: var(--primary);
  background-image: linear-gradient(160deg, transparent 35%, var(--shade));
}
.face {
  display: grid; place-items: center; flex: none; width: 40px; height: 40px; border-radius: 50%;
  background: color-mix(in srgb, var(--on-primary) 18%, transparent); box-shadow: inset 0 0 0 1px color-mix(in srgb, var(--on-primary) 26%, transparent); font-weight: 650; font-size: 17px;
}
.root[data-bubbles=square] .face, .root[data-bubbles=square] .avatar { border-radius: 8px; }
.titles { flex: 1; min-width: 0; }
h2 { font-size: 16px; font-weight: 650; line-height: 1.3; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.subtitle { font-size: 13px; line-height: 1.35; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.subtitle:empty { display: none; }
.icon-button { display: grid; place-items: center; flex: none; width: 40px; height: 40px; border-radius: 50%; transition: background-color .15s; }
.icon-button.small { width: 32px; height: 32px; color: var(--muted); }
.icon-button.small .icon { width: 16px; height: 16px; }
.icon-button:hover { background: color-mix(in srgb, currentColor 16%, transparent); }
.icon-button.back { margin-inline-start: -8px; }
[dir=rtl] .i-back { transform: scaleX(-1); }

.chat { display: flex; flex-direction: column; flex: 1; min-height: 0; }
.log { position: relative; flex: 1; min-height: 0; display: flex; }
.scroller { flex: 1; min-width: 0; overflow-y: auto; overscroll-behavior: contain; scrollbar-width: thin; scrollbar-color: var(--line) transparent; }
.scroller:focus-visible { outline-offset: -3px; }
.inner { display: flex; flex-direction: column; min-height: 100%; padding: 18px 16px 12px; }
.messages { display: flex; flex-direction: column; gap: 4px; }
.day, .earlier { align-self: center; padding: 8px 0 6px; color: var(--muted); font-size: 12px; text-align: center; }
.message { display: flex; gap: 8px; align-items: flex-end; max-width: 100%; margin-top: 8px; animation: appear .22s ease-out; }
@keyframes appear { from { opacity: 0; transform: translateY(6px); } }
.message.visitor { justify-content: flex-end; }
.body { display: flex; flex-direction: column; align-items: flex-start; gap: 4px; min-width: 0; max-width: calc(100% - 52px); }
.visitor .body { align-items: flex-end; max-width: 84%; }
.avatar {
  display: grid; place-items: center; flex: none; align-self: flex-start; width: 28px; height: 28px; margin-top: 4px; border-radius: 50%;
  background: var(--surface); color: var(--accent); font-size: 13px; font-weight: 650;
}
.person .avatar { margin-top: 24px; }
.avatar .icon { width: 16px; height: 16px; }
.bubble {
  min-width: 0; max-width: 100%; padding: 9px 14px; border-radius: var(--radius); border-start-start-radius: var(--tail);
  background: var(--surface); color: var(--ink); overflow-wrap: anywhere;
}
.visitor .bubble { background: var(--primary); color: var(--on-primary); border-radius: var(--radius); border-end-end-radius: var(--tail); }
.plain { white-space: pre-wrap; }
.bubble > * + * { margin-top: 8px; }
.bubble a { color: var(--accent); font-weight: 500; }
.visitor .bubble a { color: inherit; }
.bubble ul, .bubble ol { padding-inline-start: 20px; }
.bubble ul { list-style: disc; }
.bubble ol { list-style: decimal; }
.bubble li + li { margin-top: 4px; }
.bubble li[data-depth] { list-style: circle; margin-inline-start: 16px; }
.bubble li[data-depth="2"] { margin-inline-start: 32px; }
.bubble li[data-depth="3"] { margin-inline-start: 48px; }
strong { font-weight: 650; }
code { font: 13px/1.5 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; padding: 1px 5px; border-radius: 5px; background: var(--line); overflow-wrap: anywhere; }
blockquote { padding-inline-start: 12px; border-inline-start: 3px solid var(--line); }
pre { max-width: 100%; overflow-x: auto; padding: 10px 12px; border-radius: 8px; background: var(--line); }
pre code { padding: 0; background: none; white-space: pre; overflow-wrap: normal; }
time, .author, .note { font-size: 12px; line-height: 1.4; color: var(--muted); padding-inline: 4px; }
.message.visitor:has(+ .visitor) time, .message.chatbot:has(+ .chatbot) time, .message.person:has(+ .person) time { display: none; }
.author { font-weight: 600; }
.note { display: inline-flex; align-items: center; gap: 3px; flex-wrap: wrap; white-space: pre-wrap; }
.note.failed { color: var(--danger); }
.note .icon { width: 14px; height: 14px; }
.message.waiting .bubble { opacity: .75; }
.writing { padding-bottom: 4px; }
.dots { display: inline-flex; gap: 3px; margin-inline-start: 6px; }
.dots i { width: 5px; height: 5px; border-radius: 50%; background: var(--muted); animation: blink 1.3s infinite; }
.dots i:nth-child(2) { animation-delay: .18s; }
.dots i:nth-child(3) { animation-delay: .36s; }
@keyframes blink { 0%, 60%, 100% { opacity: .3; } 30% { opacity: 1; } }
.sources { display: grid; grid-template-columns: minmax(0, 1fr); gap: 4px; padding: 4px 4px 2px; font-size: 13px; max-width: 100%; }
.sources ul { display: flex; flex-wrap: wrap; gap: 6px; }
.sources li { display: flex; min-width: 0; max-width: 100%; }
.sources li > * {
  display: inline-flex; align-items: center; gap: 5px; min-width: 0; padding: 3px 10px; border: 1px solid var(--line); border-radius: 999px;
  color: var(--ink); text-decoration: none; line-height: 1.45;
}
.sources li > * > * { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.root[data-bubbles=square] .sources li > * { border-radius: 4px; }
.sources a:hover { border-color: var(--accent); color: var(--accent); }
.sources .muted { flex: none; }
.sources .icon { width: 13px; height: 13px; color: var(--accent); }
.newest {
  position: absolute; bottom: 8px; left: 50%; transform: translateX(-50%); display: inline-flex; align-items: center; gap: 6px;
  padding: 6px 14px 6px 10px; border-radius: 999px; background: var(--ink); color: var(--paper); font-size: 13px; font-weight: 550;
  box-shadow: 0 6px 18px rgb(0 0 0 / .25);
}
.newest .icon { width: 16px; height: 16px; }

footer { flex: none; padding: 0 12px calc(8px + env(safe-area-inset-bottom)); display: grid; gap: 2px; }
.notice {
  display: flex; align-items: center; gap: 8px; margin-bottom: 6px; padding: 8px 12px; border-radius: 10px;
  background: var(--surface); color: var(--danger); font-size: 13px; line-height: 1.4;
}
.notice .icon { width: 18px; height: 18px; }
.row {
  display: flex; align-items: flex-end; gap: 6px; padding: 5px; border-radius: calc(var(--control) + 6px); background: var(--paper);
  border: 1px solid var(--line); box-shadow: 0 1px 2px rgb(0 0 0 / .05); transition: border-color .15s, box-shadow .15s;
}
.row:focus-within { border-color: var(--accent); box-shadow: 0 0 0 1px var(--accent); }
.row textarea {
  flex: 1; min-width: 0; resize: none; border: 0; background: none; padding: 7px 9px; max-height: 140px; line-height: 1.45; overflow-y: auto;
  outline: none; scrollbar-width: thin;
}
::placeholder { color: var(--muted); opacity: 1; }
.send {
  display: inline-flex; align-items: center; justify-content: center; gap: 6px; flex: none; min-width: 38px; height: 38px; padding: 0 9px;
  border-radius: var(--control); background: var(--primary); color: var(--on-primary); font-weight: 600; font-size: 14px; transition: opacity .15s, transform .12s;
}
.send span { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
.send.short { padding: 0 12px; }
.send.short span { position: static; width: auto; height: auto; clip-path: none; }
.send .icon { width: 18px; height: 18px; stroke-width: 2.3; }
.send[aria-disabled] { background: var(--surface); color: var(--muted); cursor: default; }
.send:not([aria-disabled]):active { transform: scale(.95); }
.left { font-size: 12px; padding: 0 6px; text-align: end; }
.left:empty { display: none; }
.small { font-size: 13px; }
.link { color: var(--accent); font-weight: 550; text-decoration: underline; text-underline-offset: 2px; }
.note .link { color: inherit; }
.quiet { justify-self: center; padding: 5px 10px; border-radius: 8px; color: var(--muted); font-weight: 500; text-align: center; }
.quiet:hover { color: var(--ink); background: var(--surface); }
.earlier .quiet { font-size: 13px; border: 1px solid var(--line); border-radius: 999px; padding: 4px 14px; }
[aria-busy=true] { opacity: .6; }

.extras:not(:empty) { margin-top: 12px; }
.card { padding: 14px; border: 1px solid var(--line); border-radius: 14px; background: var(--paper); box-shadow: 0 1px 3px rgb(0 0 0 / .05); }
.root[data-bubbles=square] .card { border-radius: 6px; }
.lead { font-weight: 600; margin-bottom: 12px; overflow-wrap: anywhere; }
.passed-on { display: flex; gap: 8px; align-items: flex-start; overflow-wrap: anywhere; font-size: 14px; }
.passed-on .icon { color: var(--success); margin-top: 1px; }
form { display: grid; gap: 12px; }
.composer { gap: 2px; }
.field { display: grid; gap: 4px; min-width: 0; }
.field label { font-size: 13px; font-weight: 550; overflow-wrap: anywhere; }
.field input:not([type=checkbox]), .field textarea {
  width: 100%; min-width: 0; padding: 9px 12px; border: 1px solid var(--muted); border-radius: 10px; background: var(--paper); color: var(--ink); resize: vertical;
}
.root[data-bubbles=square] .field :is(input, textarea) { border-radius: 4px; }
.field :is(input, textarea):focus-visible { outline: 2px solid var(--accent); outline-offset: -1px; border-color: var(--accent); }
.field [aria-invalid=true] { border-color: var(--danger) !important; }
.field.check { grid-template-columns: auto 1fr; gap: 4px 9px; align-items: start; }
.field.check input { width: 18px; height: 18px; margin: 1px 0 0; accent-color: var(--accent); }
.field.check label { font-weight: 400; }
.field.check .hint { grid-column: 2; }
.hint, .problem { color: var(--danger); font-size: 13px; line-height: 1.4; }
.hint:empty, .problem:empty { display: none; }
.primary {
  padding: 10px 18px; border-radius: var(--control); background: var(--primary); color: var(--on-primary); font-weight: 600; text-align: center;
}
.primary:hover, .send:not([aria-disabled]):hover { background-image: linear-gradient(rgb(0 0 0 / .1), rgb(0 0 0 / .1)); }

.screen-holder { flex: 1; min-height: 0; overflow-y: auto; overscroll-behavior: contain; padding: 18px 16px calc(18px + env(safe-area-inset-bottom)); }
.screen { display: grid; gap: 14px; }
.screen .lead { margin: 0; }
.screen > p.lead { font-weight: 500; }
.rows { display: grid; border: 1px solid var(--line); border-radius: 14px; overflow: hidden; }
.rows li + li { border-top: 1px solid var(--line); }
.row-button { display: grid; grid-template-columns: 1fr auto; gap: 2px 10px; align-items: center; width: 100%; padding: 12px 14px; }
.row-button:hover { background: var(--surface); }
.row-button:focus-visible { outline-offset: -2px; }
.row-button .title { font-weight: 600; overflow-wrap: anywhere; }
.row-button .muted { grid-row: 2; font-size: 13px; }
.row-button .badge { grid-area: 1 / 2 / 3 / 3; }
.badge { display: inline-block; padding: 1px 9px; border-radius: 999px; background: var(--surface); color: var(--ink); font-size: 12px; font-weight: 600; white-space: nowrap; border: 1px solid var(--line); }
.badge.resolved { color: var(--success); }

[data-preview] .panel, [data-preview] .launcher { position: absolute; animation: none; }
[data-preview] .panel { bottom: 76px; right: 0; left: auto; width: 100%; max-width: 360px; height: calc(100% - 76px); }
[data-preview] .launcher { bottom: 0; right: 0; }
[data-preview][data-position=left] .panel, [data-preview][data-position=left] .launcher { right: auto; left: 0; }
[data-preview][data-position=center] .panel { left: 0; right: 0; }
[data-preview][data-position=center] .launcher { left: calc(50% - 30px); right: auto; }
[data-preview] .message { animation: none; }

@media (max-width: 479px), (max-height: 479px) {
  .root:not([data-preview]) .panel {
    inset: var(--view-top, 0) 0 auto 0; width: 100%; height: var(--view-height, 100dvh); border-radius: 0; box-shadow: none; margin: 0;
  }
  .root:not([data-preview]) header {
    padding-top: calc(12px + env(safe-area-inset-top)); padding-inline: calc(16px + env(safe-area-inset-left)) calc(12px + env(safe-area-inset-right));
  }
  .root:not([data-preview])[data-open=true] .launcher { display: none; }
  /* Smaller text makes phones zoom in. */
  .root:not([data-preview]) :is(input, textarea) { font-size: 16px; }
  .root { --gap: 16px; }
}
@media (prefers-reduced-motion: reduce) {
  *, *::before, *::after { animation: none !important; transition: none !important; }
  .launcher:hover { transform: none; }
}
@media (prefers-contrast: more) {
  .root { --line: var(--ink) !important; --muted: var(--ink) !important; }
  .bubble, .panel, .beside, .launcher { border: 1px solid var(--ink); }
  code, pre { background: none; border: 1px solid var(--ink); }
  .subtitle { opacity: 1; }
}
@media (forced-colors: active) {
  .bubble, .panel, .beside, .launcher, .send, .primary, .card, .avatar, .face, .count, .newest { border: 1px solid; }
  .icon { forced-color-adjust: auto; }
  .launcher .i-chat { fill: ButtonText; }
}
@media print { .root { display: none; } }
`;
