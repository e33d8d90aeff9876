import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { defineConfig, type Plugin } from "vite";

/** Says which sources the page was built of, so that the tests of the Java build notice when it is out of date. */
function saysOfWhat(): Plugin {
  return {
    name: "says-of-what",
    generateBundle() {
      const sources = ["index.html", "package.json", "package-lock.json", "tsconfig.json", "vite.config.ts", ...readdirSync("src").map((file) => join("src", file))];
      const hash = createHash("sha256");
      for (const file of sources.sort()) {
        hash.update(file).update("\0").update(readFileSync(file)).update("\0");
      }
      this.emitFile({ type: "asset", fileName: "sources.sha256", source: hash.digest("hex") + "\n" });
    },
  };
}

export default defineConfig({
  base: "./",
  build: {
    outDir: "../src/main/resources/grapevine/lab/page",
    emptyOutDir: true,
    target: "es2022",
    assetsInlineLimit: 0,
    rollupOptions: {
      output: { entryFileNames: "assets/page.js", assetFileNames: "assets/[name][extname]", chunkFileNames: "assets/[name].js" },
    },
  },
  plugins: [saysOfWhat()],
});
