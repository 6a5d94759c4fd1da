// Moves the point of the first page's figure along the curve of the chosen loss.
const figure = document.querySelector(".hero-figure");
const { table, geometry } = JSON.parse(figure.querySelector("script").textContent);
const part = (selector) => figure.querySelector(selector);
const slider = part("[type=range]");
const [left, right] = geometry.columns;
const TANGENT = 62; // half its length, in units of the picture

const column = (error) => left + ((error - slider.min) / (slider.max - slider.min)) * (right - left);
const row = (line, value) => {
  const [low, high, bottom, top] = geometry[line];
  return bottom + ((value - low) / (high - low)) * (top - bottom);
};
const text = (number, digits) => number.toFixed(digits).replace(/^-/, "−").replace(/^−(0\.?0*)$/, "$1");

function show() {
  const lines = table[part("[name=hero-loss]:checked").value];
  const error = Number(slider.value);
  const place = Math.round((error - slider.min) / slider.step);
  const [loss, gradient] = [lines.loss[place], lines.gradient[place]];
  const x = column(error);
  for (const [line, values] of Object.entries(lines)) {
    const width = (right - left) / (values.length - 1);
    const points = values.map((value, i) => `${left + i * width} ${row(line, value)}`);
    part(`[data-line=${line}]`).setAttribute("d", `M${points.join("L")}`);
  }
  const y = row("loss", loss);
  // The tangent's slope, from units of the axes to units of the picture.
  const slope = (gradient * (row("loss", 1) - row("loss", 0))) / (column(1) - column(0));
  const reach = TANGENT / Math.hypot(1, slope);
  part(".tangent").setAttribute("d", `M${x - reach} ${y - slope * reach}L${x + reach} ${y + slope * reach}`);
  part(".guide").setAttribute("d", `M${x} ${row("loss", geometry.loss[1])}V${row("gradient", geometry.gradient[0])}`);
  for (const [name, height] of [["loss", y], ["gradient", row("gradient", gradient)]]) {
    part(`.on-${name}`).setAttribute("cx", x);
    part(`.on-${name}`).setAttribute("cy", height);
  }
  const said = `error ${text(error, 1)}, loss ${text(loss, 2)}, gradient ${text(gradient, 2)}`;
  part("output").textContent = said;
  slider.setAttribute("aria-valuetext", said);
}

figure.addEventListener("input", show);
show();
