import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig } from "vite";

export default defineConfig(({ mode }) => ({
  plugins: [svelte()],
  build: {
    outDir: "../build/app/site",
    emptyOutDir: true,
    minify: mode === "production",
    sourcemap: mode === "production" ? false : "inline",
  },
}));
