import { defineConfig } from 'vite';

/** The captcha's widget: one script with no module around it, for a page's script tag and for a worker alike. */
export default defineConfig({
  publicDir: false,
  build: {
    outDir: '../src/numerals/server/page/captcha',
    emptyOutDir: true,
    lib: {
      entry: 'src/captcha/main.ts',
      formats: ['iife'],
      name: 'NumeralsCaptcha',
      fileName: () => 'widget.js',
    },
  },
});
