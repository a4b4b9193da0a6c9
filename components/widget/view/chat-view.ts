// Everything that is seen, in the shadow of one element: the page's styles stay outside, and these inside.
import type { ChatActions } from "../chat";
import type { ChatState } from "../state";
import { attribute, el } from "./dom";
import { launcherView } from "./launcher";
import { applyLook } from "./look";
import { panelView } from "./panel";
import { STYLES } from "./styles";

/** Below this width, or height, the open chat takes the whole screen. As in the style sheet. */
const WHOLE_SCREEN = "(max-width: 479px), (max-height: 479px)";

export interface ChatView {
  update(state: ChatState): void;
}

export interface ViewOptions {
  /** Stands still in the dashboard: both the chat and its button, with nothing that can be pressed. */
  isPreview?: boolean;
}

/** Draws the chat into a shadow root. */
export function chatView(
  shadow: ShadowRoot,
  first: ChatState,
  actions: ChatActions,
  { isPreview = false }: ViewOptions = {},
): ChatView {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(STYLES);
  // Not `push`, which the first browsers with style sheets of this kind do not know.
  shadow.adoptedStyleSheets = [sheet];
  const { speech } = first;
  const panel = panelView(actions, speech);
  const launcher = launcherView(actions, speech);
  const root = el("div", { class: "root", lang: speech.language, dir: speech.direction }, panel.element);
  root.append(...launcher.elements);
  if (isPreview) {
    attribute(root, "data-preview", true);
    attribute(root, "inert", true);
  } else {
    listenToKeys(root, actions);
    followKeyboard(root);
  }
  shadow.append(root);

  const wholeScreen = matchMedia(WHOLE_SCREEN);
  let isOpen = false;
  let opener: Element | null = null;
  const update = (state: ChatState) => {
    applyLook(root, state.look);
    const hadFocus = panel.element.contains(shadow.activeElement);
    const isWhole = state.isOpen && wholeScreen.matches && !isPreview;
    root.dataset.open = String(state.isOpen);
    attribute(panel.element, "aria-modal", isWhole && "true");
    const wasOpen = isOpen;
    isOpen = state.isOpen;
    panel.update(state);
    launcher.update(state);
    if (isPreview || state === first || wasOpen === isOpen) return;
    if (isOpen) {
      opener = document.activeElement;
      panel.focus();
    } else if (hadFocus) giveBack(opener, shadow, launcher.button);
  };
  update(first);
  return { update };
}

/** The focus goes back to where the chat was opened from. */
function giveBack(opener: Element | null, shadow: ShadowRoot, launcher: HTMLElement) {
  const isOutside = opener instanceof HTMLElement && opener !== shadow.host && opener !== document.body;
  if (isOutside && opener.isConnected) opener.focus();
  else launcher.focus();
}

function listenToKeys(root: HTMLElement, actions: ChatActions) {
  root.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !event.isComposing) actions.close();
    if (event.key === "Tab") stayInside(root, event);
  });
  // Shortcuts of the page are not meant while somebody writes here.
  for (const name of ["keydown", "keyup", "keypress"] as const) {
    root.addEventListener(name, (event) => event.stopPropagation());
  }
}

/** On a whole screen, what lies behind the chat can't be seen, so Tab does not lead there. */
function stayInside(root: HTMLElement, event: KeyboardEvent) {
  const panel = root.querySelector("[aria-modal=true]");
  if (!panel) return;
  const places = [
    ...panel.querySelectorAll<HTMLElement>("a, button, input, textarea, [tabindex='0']"),
  ].filter((place) => place.getClientRects().length > 0 && !place.hasAttribute("disabled"));
  const active = (root.getRootNode() as ShadowRoot).activeElement;
  const [first, last] = [places[0], places.at(-1)];
  const isLeaving = event.shiftKey ? active === first || active === panel : active === last;
  if (!isLeaving) return;
  event.preventDefault();
  (event.shiftKey ? last : first)?.focus();
}

/** Where the keyboard covers part of the screen, the chat keeps to the rest, so that the input stays in sight. */
function followKeyboard(root: HTMLElement) {
  const { visualViewport: view } = window;
  if (!view) return;
  const follow = () => {
    root.style.setProperty("--view-height", `${view.height}px`);
    root.style.setProperty("--view-top", `${view.offsetTop}px`);
  };
  view.addEventListener("resize", follow);
  view.addEventListener("scroll", follow);
  follow();
}
