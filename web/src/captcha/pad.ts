import { extended, type Point, pathOf, pointOf, type Stroke } from './strokes';

const SVG = 'http://www.w3.org/2000/svg';

/** A box to draw one digit in, with mouse, finger or pen. */
export class Pad {
  readonly element = document.createElement('figure');
  strokes: Stroke[] = [];
  readonly #surface = document.createElementNS(SVG, 'svg');
  readonly #path = document.createElementNS(SVG, 'path');
  readonly #changed: () => void;
  #pointer: number | null = null;

  constructor(digit: string, label: string, changed: () => void) {
    this.#changed = changed;
    const caption = document.createElement('figcaption');
    caption.textContent = digit;
    this.#surface.setAttribute('viewBox', '0 0 1 1');
    this.#surface.setAttribute('role', 'img');
    this.#surface.setAttribute('aria-label', label);
    this.#surface.append(this.#path);
    this.element.append(caption, this.#surface);
    this.#surface.addEventListener('pointerdown', (event) => this.#down(event));
    this.#surface.addEventListener('pointermove', (event) => this.#move(event));
    for (const end of ['pointerup', 'pointercancel'] as const)
      this.#surface.addEventListener(end, (event) => this.#up(event));
  }

  clear(): void {
    this.strokes = [];
    this.#pointer = null;
    this.#show();
  }

  #show(): void {
    this.#path.setAttribute('d', pathOf(this.strokes));
    this.#changed();
  }

  #points(events: PointerEvent[]): Point[] {
    const box = this.#surface.getBoundingClientRect();
    return events.map((event) => pointOf(event, box));
  }

  #down(event: PointerEvent): void {
    // One finger at a time: a palm or a second finger is no ink.
    if (this.#pointer !== null || event.button !== 0) return;
    this.#pointer = event.pointerId;
    this.#surface.setPointerCapture(event.pointerId);
    this.strokes = [...this.strokes, this.#points([event])];
    this.#show();
  }

  #move(event: PointerEvent): void {
    if (event.pointerId !== this.#pointer) return;
    const gathered = event.getCoalescedEvents?.() ?? [];
    this.#extend(gathered.length > 0 ? gathered : [event]);
  }

  #up(event: PointerEvent): void {
    if (event.pointerId !== this.#pointer) return;
    this.#pointer = null;
    // A cancelled touch has no place of its own.
    if (event.type === 'pointerup') this.#extend([event]);
  }

  #extend(events: PointerEvent[]): void {
    const last = this.strokes.at(-1);
    if (!last) return;
    this.strokes = [...this.strokes.slice(0, -1), extended(last, this.#points(events))];
    this.#show();
  }
}
