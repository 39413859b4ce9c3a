import { askChallenge, type Challenge, RefusedError, sendAnswer } from './api';
import { Pad } from './pad';
import { type Event, IDLE, type Method, next, noteOf, type State } from './state';
import { fromItsStart } from './strokes';
import { STYLE } from './style';
import { type Texts, textsFor } from './texts';
import { Job } from './work';

const FIELD = 'numerals-captcha-response';
/** The same script runs in a worker, where there are no elements. */
const Base = (globalThis.HTMLElement ?? Object) as typeof HTMLElement;

function made<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  text = '',
  className = '',
): HTMLElementTagNameMap[Name] {
  const element = document.createElement(name);
  element.textContent = text;
  element.className = className;
  return element;
}

/**
 * `<numerals-captcha site-key="…">` in a form: the form then has the field `numerals-captcha-response` with the token.
 *
 * Attributes: `site-key`; `server`, if the script was not loaded from there; `lang`; `start` to begin at once;
 * `submit` to send the form when done; `required` to hold the form back until then; `field` for another field's name.
 * Events: `verified` (with `detail.token`), `refused`, `expired`. Also `token` and `reset()`.
 */
export class NumeralsCaptcha extends Base {
  static readonly formAssociated = true;
  /** Address of this script, by which the server is known and the worker opened; empty for a module. */
  static script = '';

  readonly #internals = this.attachInternals();
  readonly #root = this.attachShadow({ mode: 'open' });
  readonly #frame = made('section');
  readonly #status = made('p');
  readonly #body = made('div');
  #state: State = IDLE;
  #challenge: Challenge | null = null;
  #job: Job | null = null;
  #pads: Pad[] = [];
  #timer = 0;
  /** Counts beginnings, so that what comes late of an earlier one is known. */
  #round = 0;

  constructor() {
    super();
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(STYLE);
    this.#root.adoptedStyleSheets = [sheet];
    this.#status.setAttribute('role', 'status');
    this.#frame.setAttribute('role', 'group');
    this.#frame.tabIndex = -1;
    this.#body.style.display = 'contents';
    this.#frame.append(this.#status, this.#body);
    this.#root.append(this.#frame);
  }

  /** The token of a passed captcha; empty before, and again when its time is over. */
  get token(): string {
    return this.#state.name === 'done' ? this.#state.token : '';
  }

  /** Back to the beginning, such as after the token was used. */
  reset(): void {
    this.#stop();
    this.#go({ name: 'reset' });
  }

  connectedCallback(): void {
    window.addEventListener('pageshow', this.#shown);
    this.#render();
    if (this.hasAttribute('start')) void this.#begin('draw');
  }

  disconnectedCallback(): void {
    window.removeEventListener('pageshow', this.#shown);
    this.reset();
  }

  formResetCallback(): void {
    this.reset();
  }

  /** A page that comes back whole by the back button holds a token that was used. */
  readonly #shown = (event: PageTransitionEvent) => {
    if (event.persisted) this.reset();
  };

  get #server(): string {
    const script = NumeralsCaptcha.script;
    return (this.getAttribute('server') ?? (script ? new URL(script).origin : '')).replace(/\/$/, '');
  }

  get #language(): string {
    return this.closest('[lang]')?.getAttribute('lang') ?? '';
  }

  get #texts(): Texts {
    return textsFor([this.#language, ...navigator.languages]);
  }

  #go(event: Event): void {
    const before = this.#state;
    this.#state = next(before, event);
    if (this.#state === before) return;
    if (this.#state.name === 'working' && before.name === 'working') this.#showShare(this.#state.share);
    else this.#render();
  }

  #stop(): void {
    this.#round++;
    this.#job?.stop();
    this.#job = null;
    this.#challenge = null;
    window.clearTimeout(this.#timer);
  }

  async #begin(method: Method): Promise<void> {
    this.#stop();
    const round = this.#round;
    this.#go({ name: 'begin', method });
    try {
      const challenge = await askChallenge(this.#server, this.getAttribute('site-key') ?? '', method);
      if (round !== this.#round) return;
      this.#challenge = challenge;
      this.#expireAfter(challenge.seconds);
      // It works while the visitor draws.
      this.#job = new Job(challenge.work, NumeralsCaptcha.script, (share) =>
        this.#go({ name: 'worked', share }),
      );
      this.#go({ name: 'asked', digits: challenge.digits });
      if (method === 'work') await this.#answer();
    } catch (error) {
      if (round === this.#round) this.#fail(error);
    }
  }

  async #answer(): Promise<void> {
    const { round, job, challenge } = { round: this.#round, job: this.#job, challenge: this.#challenge };
    if (!job || !challenge) return;
    const drawing = challenge.digits ? fromItsStart(this.#pads.map((pad) => pad.strokes)) : [];
    try {
      if (challenge.digits) this.#go({ name: 'sent' });
      const payload = await job.payload;
      if (round !== this.#round) return;
      this.#go({ name: 'sent' });
      const { token, seconds } = await sendAnswer(this.#server, challenge, payload, drawing);
      if (round !== this.#round) return;
      if (token === null) this.#refused();
      else this.#passed(token, seconds);
    } catch (error) {
      if (round === this.#round) this.#fail(error);
    }
  }

  #passed(token: string, seconds: number): void {
    this.#stop();
    this.#expireAfter(seconds);
    this.#go({ name: 'passed', token });
    this.#tell('verified', { token });
    if (this.hasAttribute('submit')) this.#internals.form?.requestSubmit();
  }

  #refused(): void {
    this.#go({ name: 'failed', note: 'refused' });
    this.#tell('refused');
    void this.#begin('draw');
  }

  #fail(error: unknown): void {
    this.#stop();
    const code = error instanceof RefusedError ? error.code : '';
    console.warn(`numerals-captcha: ${code || error}`);
    this.#go({ name: 'failed', note: noteOf(code) });
  }

  #expireAfter(seconds: number): void {
    window.clearTimeout(this.#timer);
    this.#timer = window.setTimeout(() => {
      this.#stop();
      this.#go({ name: 'expired' });
      this.#tell('expired');
    }, seconds * 1000);
  }

  #tell(name: string, detail: object = {}): void {
    this.dispatchEvent(new CustomEvent(name, { bubbles: true, composed: true, detail }));
  }

  #render(): void {
    const state = this.#state;
    const texts = this.#texts;
    // The button that was pressed is about to go; whoever came by keyboard stays here.
    const focused = this.#root.activeElement !== null;
    this.#frame.lang = this.#language;
    this.#frame.setAttribute('aria-label', texts.name);
    this.#status.textContent = this.#says(state, texts);
    this.#status.className = state.name === 'done' ? 'done' : 'note';
    this.#body.replaceChildren(...this.#parts(state, texts));
    if (focused) this.#frame.focus({ preventScroll: true });
    this.#fill(texts);
  }

  #says(state: State, texts: Texts): string {
    if ('note' in state && state.note) return texts.notes[state.note];
    if (state.name === 'loading') return texts.loading;
    if (state.name === 'working') return texts.begunWithoutDrawing;
    if (state.name === 'checking') return texts.checking;
    return state.name === 'done' ? `✓ ${texts.done}` : '';
  }

  #parts(state: State, texts: Texts): HTMLElement[] {
    switch (state.name) {
      case 'idle': {
        const begin = this.#button(texts.begin, 'main', () => this.#begin('draw'));
        return [this.#row(begin, this.#withoutDrawing(texts))];
      }
      case 'drawing':
        return this.#drawing(state.digits, texts);
      case 'working': {
        const bar = made('progress');
        bar.setAttribute('aria-label', texts.working);
        return [bar];
      }
      default:
        return [];
    }
  }

  #drawing(digits: string, texts: Texts): HTMLElement[] {
    const check = this.#button(texts.check, 'main', () => this.#answer());
    const changed = () => {
      check.disabled = this.#pads.some((pad) => pad.strokes.length === 0);
    };
    this.#pads = [...digits].map((digit) => new Pad(digit, texts.box(digit), changed));
    changed();
    const boxes = made('div', '', 'boxes');
    boxes.append(...this.#pads.map((pad) => pad.element));
    const clear = this.#button(texts.clear, '', () => {
      for (const pad of this.#pads) pad.clear();
    });
    const ask = made('p', texts.draw([...digits].join(' ')));
    return [ask, boxes, this.#row(check, clear, this.#withoutDrawing(texts))];
  }

  #withoutDrawing(texts: Texts): HTMLButtonElement {
    return this.#button(texts.withoutDrawing, 'quiet', () => this.#begin('work'));
  }

  #button(text: string, className: string, pressed: () => unknown): HTMLButtonElement {
    const button = made('button', text, className);
    button.type = 'button';
    button.addEventListener('click', () => void pressed());
    return button;
  }

  #row(...parts: HTMLElement[]): HTMLElement {
    const row = made('div', '', 'actions');
    row.append(...parts);
    return row;
  }

  #showShare(share: number): void {
    const bar = this.#body.querySelector('progress');
    if (bar) bar.value = share;
  }

  /** The form's field, and whether the form may be sent. */
  #fill(texts: Texts): void {
    const value = new FormData();
    value.set(this.getAttribute('field') ?? FIELD, this.token);
    this.#internals.setFormValue(this.token ? value : null);
    const missing = this.hasAttribute('required') && !this.token;
    this.#internals.setValidity({ valueMissing: missing }, missing ? texts.required : '', this.#frame);
  }
}
