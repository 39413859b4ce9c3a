/** The widget's one script: it defines the element in a page, and does the work in a worker. */

import { NumeralsCaptcha } from './element';
import { serve } from './work';

if (typeof document === 'undefined') {
  serve(self as unknown as Parameters<typeof serve>[0]);
} else if (!customElements.get('numerals-captcha')) {
  NumeralsCaptcha.script = (document.currentScript as HTMLScriptElement | null)?.src ?? '';
  customElements.define('numerals-captcha', NumeralsCaptcha);
}
