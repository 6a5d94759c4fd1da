// Draws a page's live figures with Vega, which is loaded only when one is near the visible part of the page.
const vega = new URL("vega.js", import.meta.url).href;
let loading;

function loadVega() {
  loading ??= new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.type = "module";
    script.src = vega;
    script.onload = resolve;
    script.onerror = () => reject(new Error(`could not load ${vega}`));
    document.head.append(script);
  });
  return loading;
}

async function draw(figure) {
  const specification = JSON.parse(figure.querySelector("script").textContent);
  const canvas = document.createElement("div");
  figure.append(canvas);
  try {
    // Vega measures the legend's text, so the font has to be loaded first.
    await Promise.all([loadVega(), document.fonts.load("13px 'Source Sans 3'")]);
    const { view } = await window.vegaEmbed(canvas, specification, {
      actions: false,
      renderer: "svg",
      ast: false,
    });
    figure.view = view;
    figure.dataset.drawn = "true";
  } catch (error) {
    canvas.textContent = "This live figure could not be drawn; the static figure shows the same.";
    throw error;
  }
}

const nearby = new IntersectionObserver(
  (entries) => {
    for (const { isIntersecting, target } of entries) {
      if (isIntersecting) {
        nearby.unobserve(target);
        draw(target);
      }
    }
  },
  { rootMargin: "400px" },
);

for (const figure of document.querySelectorAll("div.live-figure")) nearby.observe(figure);
