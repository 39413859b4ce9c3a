import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** Where the API runs while the page is developed. */
const SERVER = process.env.NUMERALS_SERVER ?? 'http://127.0.0.1:8000';

export default defineConfig(({ command }) => ({
  // The server hands out index.html at / and everything else under /static/.
  base: command === 'build' ? '/static/' : '/',
  plugins: [react()],
  worker: { format: 'es' },
  // Bundled ahead of time it would no longer find its WebAssembly, which lies beside it.
  optimizeDeps: { exclude: ['onnxruntime-web'] },
  server: { proxy: { '/api': SERVER, '/score': SERVER, '/captcha': SERVER } },
  build: {
    outDir: '../src/numerals/server/page',
    emptyOutDir: true,
    // The Content-Security-Policy of the server allows no data: fonts or scripts; files stay files.
    assetsInlineLimit: 0,
  },
}));
