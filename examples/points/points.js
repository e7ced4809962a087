// Draws the newest numbers that have come, at most once for each frame of the screen. They are a view of the memory in
// which the network's message lies, and go to the graphics card from there. It looks at each of them: of those that
// share a column of pixels it finds the lowest and the highest, and what lies between is drawn.
const canvas = document.querySelector("canvas");
const output = document.querySelector("output");
const gl = canvas.getContext("webgl2", { antialias: false, depth: false });
if (!gl?.getExtension("EXT_color_buffer_float")) throw new Error("This browser cannot draw to a texture of floats.");

function program(vertex, fragment) {
  const made = gl.createProgram();
  for (const [type, text] of [[gl.VERTEX_SHADER, vertex], [gl.FRAGMENT_SHADER, fragment]]) {
    const shader = gl.createShader(type);
    gl.shaderSource(shader, `#version 300 es\nprecision highp float; precision highp int;\n${text}`);
    gl.compileShader(shader);
    if (!gl.getShaderParameter(shader, gl.COMPILE_STATUS)) throw new Error(gl.getShaderInfoLog(shader));
    gl.attachShader(made, shader);
  }
  gl.linkProgram(made);
  return { made, place: (name) => gl.getUniformLocation(made, name) };
}

const row = 500;  // texels, each of four values
const block = 32; // columns: the lowest and highest of each are kept in rows of so many, which graphics cards share out
// A triangle around all, of which each fragment is a column.
const reduce = program("void main() { gl_Position = vec4(gl_VertexID == 1 ? 3 : -1, gl_VertexID == 2 ? 3 : -1, 0, 1); }", `
  uniform highp sampler2D values;
  uniform ivec2 many;             // values, columns
  out vec4 both;
  void main() {
    int column = int(gl_FragCoord.x) + int(gl_FragCoord.y) * ${block};
    int whole = many.x / 4, share = whole / many.y, rest = whole % many.y;
    int first = column * share + min(column, rest), end = min(whole, first + share + 2);
    ivec2 at = ivec2(first % ${row}, first / ${row});
    vec4 low = vec4(1e9), high = vec4(-1e9);
    for (int i = first; i < end; i++) {
      vec4 four = texelFetch(values, at, 0);
      low = min(low, four);
      high = max(high, four);
      if (++at.x == ${row}) at = ivec2(0, at.y + 1);
    }
    if (column == many.y - 1) {
      for (int i = 4 * whole; i < many.x; i++) {  // the last, which are no four
        float value = texelFetch(values, ivec2(i / 4 % ${row}, i / 4 / ${row}), 0)[i % 4];
        low = min(low, vec4(value));
        high = max(high, vec4(value));
      }
    }
    both = vec4(min(min(low.x, low.y), min(low.z, low.w)), max(max(high.x, high.y), max(high.z, high.w)), 0, 0);
  }`);
// A line for each column.
const show = program(`
  uniform highp sampler2D columns;
  uniform vec2 size;
  void main() {
    int column = gl_VertexID / 2;
    vec2 both = texelFetch(columns, ivec2(column % ${block}, column / ${block}), 0).rg;
    float y = gl_VertexID % 2 == 0 ? both.x : both.y + 2.0 / size.y;
    float x = both.x > both.y ? 2.0 : (float(column) + 0.5) * 2.0 / size.x - 1.0;  // one without values is nowhere
    gl_Position = vec4(x, y, 0, 1);
  }`, "uniform vec3 ink; out vec4 color; void main() { color = vec4(ink, 1); }");
const places = {
  many: reduce.place("many"), values: reduce.place("values"),
  columns: show.place("columns"), size: show.place("size"), ink: show.place("ink"),
};
const framebuffer = gl.createFramebuffer();
gl.bindBuffer(gl.PIXEL_UNPACK_BUFFER, gl.createBuffer());

function texture(before, unit, format, width, height) {
  gl.deleteTexture(before);
  const made = gl.createTexture();
  gl.activeTexture(gl.TEXTURE0 + unit);
  gl.bindTexture(gl.TEXTURE_2D, made);
  for (const way of [gl.TEXTURE_MIN_FILTER, gl.TEXTURE_MAG_FILTER]) gl.texParameteri(gl.TEXTURE_2D, way, gl.NEAREST);
  gl.texStorage2D(gl.TEXTURE_2D, 1, format, width, height);
  return made;
}

let many = 0; // there is room for
let values, columns, width, height;

function make_room(length) {
  const size = [canvas.clientWidth, canvas.clientHeight].map((side) => Math.max(1, Math.round(side * devicePixelRatio)));
  if (size[0] !== width || size[1] !== height) {
    [width, height] = [canvas.width, canvas.height] = size;
    columns = texture(columns, 1, gl.RG32F, block, Math.ceil(width / block));
    gl.bindFramebuffer(gl.FRAMEBUFFER, framebuffer);
    gl.framebufferTexture2D(gl.FRAMEBUFFER, gl.COLOR_ATTACHMENT0, gl.TEXTURE_2D, columns, 0);
  }
  if (length === many) return;
  many = length;
  const rows = Math.ceil(many / (4 * row));
  gl.bufferData(gl.PIXEL_UNPACK_BUFFER, rows * row * 4 * Float32Array.BYTES_PER_ELEMENT, gl.STREAM_DRAW);
  values = texture(values, 0, gl.RGBA32F, row, rows);
}

function draw(numbers) {
  make_room(numbers.length);
  gl.bufferSubData(gl.PIXEL_UNPACK_BUFFER, 0, numbers);
  gl.activeTexture(gl.TEXTURE0);
  gl.texSubImage2D(gl.TEXTURE_2D, 0, 0, 0, row, Math.ceil(many / (4 * row)), gl.RGBA, gl.FLOAT, 0);

  gl.bindFramebuffer(gl.FRAMEBUFFER, framebuffer);
  gl.viewport(0, 0, block, Math.ceil(width / block));
  gl.useProgram(reduce.made);
  gl.uniform1i(places.values, 0);
  gl.uniform2i(places.many, many, width);
  gl.drawArrays(gl.TRIANGLES, 0, 3);

  gl.bindFramebuffer(gl.FRAMEBUFFER, null);
  gl.viewport(0, 0, width, height);
  gl.clear(gl.COLOR_BUFFER_BIT);
  gl.useProgram(show.made);
  gl.uniform1i(places.columns, 1);
  gl.uniform2f(places.size, width, height);
  gl.uniform3f(places.ink, ...getComputedStyle(canvas).color.match(/\d+/g).slice(0, 3).map((part) => part / 255));
  gl.drawArrays(gl.LINES, 0, 2 * width);
}

let drawn = 0;
let since = performance.now();
function count(length) {
  const now = performance.now();
  drawn++;
  if (now - since < 1000) return;
  output.textContent = `${length.toLocaleString("en")} points, ${Math.round((drawn * 1000) / (now - since))} times a second`;
  drawn = 0;
  since = now;
}

let newest;
const points = Bonito.observable("points");
const take = (numbers) => {
  if (!newest) requestAnimationFrame(() => {
    draw(newest);
    count(newest.length);
    newest = undefined;
  });
  newest = numbers;
};
points.on(take);
if (points.value) take(points.value);
