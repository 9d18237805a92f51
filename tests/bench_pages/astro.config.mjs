// Starlight as it comes, for `make bench-pages`.
import starlight from "@astrojs/starlight";
import { defineConfig } from "astro/config";

export default defineConfig({
  site: "https://guide.example.org",
  integrations: [starlight({ title: "Living with treatment-resistant depression" })],
});
