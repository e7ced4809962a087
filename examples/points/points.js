// Draws the newest numbers that have come, at most once for each frame of the screen. They are a view of the memory in
// which the network's message lies, and go to the graphics card from there. It looks at each of them: of those that
// share a column of pixels it finds the lowest and the highest, and what lies between is drawn.
const canvas = document.querySelector("canvas");
const output = document.querySelector("output");
const gl = canvas.getContext("webgl2", { antialias: false, depth: false });
if (!gl?.getExtension("EXT_color_buffer_float")) throw new Error("This browser cannot draw to a texture of floats.");

function program(source) {
  const made = gl.createProgram();
  const everywhere = "in vec2 at; void main() { gl_Position = vec4(at, 0.0, 1.0); }";
  for (const [type, text] of [[gl.VERTEX_SHADER, everywhere], [gl.FRAGMENT_SHADER, source]]) {
    const shader = gl.createShader(type);
    gl.shaderSource(shader, `#version 300 es\nprecision highp float; precision highp int;\n${text}`);
    gl.compileShader(shader);
    if (!gl.getShaderParameter(shader, gl.COMPILE_STATUS)) throw new Error(gl.getShaderInfoLog(shader));
    gl.attachShader(made, shader);
  }
  gl.bindAttribLocation(made, 0, "at");
  gl.linkProgram(made);
  return { made, place: (name) => gl.getUniformLocation(made, name) };
}

const reduce = program(`
  uniform highp sampler2D values; // in rows
  uniform ivec2 many;             // values, columns
  out vec4 both;
  void main() {
    int column = int(gl_FragCoord.x);
    int share = many.x / many.y, rest = many.x % many.y;
    int first = column * share + min(column, rest);
    int end = min(many.x, first + share + 2);
    int row = textureSize(values, 0).x;
    both = vec4(1e9, -1e9, 0.0, 0.0);
    for (int i = first; i < end; i++) {
      float value = texelFetch(values, ivec2(i % row, i / row), 0).r;
      both = vec4(min(both.x, value), max(both.y, value), 0.0, 0.0);
    }
  }`);
const show = program(`
  uniform highp sampler2D columns;
  uniform float height;
  uniform vec3 ink;
  out vec4 color;
  void main() {
    vec2 both = (texelFetch(columns, ivec2(int(gl_FragCoord.x), 0), 0).rg * 0.5 + 0.5) * height;
    bool is_between = gl_FragCoord.y >= floor(both.x) && gl_FragCoord.y <= floor(both.y) + 1.0;
    color = is_between ? vec4(ink, 1.0) : vec4(0.0);
  }`);
const places = {
  many: reduce.place("many"), values: reduce.place("values"),
  columns: show.place("columns"), height: show.place("height"), ink: show.place("ink"),
};

gl.bindBuffer(gl.ARRAY_BUFFER, gl.createBuffer());
gl.bufferData(gl.ARRAY_BUFFER, new Float32Array([-1, -1, 3, -1, -1, 3]), gl.STATIC_DRAW); // a triangle around all
gl.enableVertexAttribArray(0);
gl.vertexAttribPointer(0, 2, gl.FLOAT, false, 0, 0);
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

const row = 2000; // values
let many = 0; // there is room for
let values, columns, width, height;

function make_room(length) {
  const size = [canvas.clientWidth, canvas.clientHeight].map((side) => Math.max(1, Math.round(side * devicePixelRatio)));
  if (size[0] !== width || size[1] !== height) {
    [width, height] = [canvas.width, canvas.height] = size;
    columns = texture(columns, 1, gl.RG32F, width, 1);
    gl.bindFramebuffer(gl.FRAMEBUFFER, framebuffer);
    gl.framebufferTexture2D(gl.FRAMEBUFFER, gl.COLOR_ATTACHMENT0, gl.TEXTURE_2D, columns, 0);
  }
  if (length === many) return;
  many = length;
  const rows = Math.ceil(many / row);
  gl.bufferData(gl.PIXEL_UNPACK_BUFFER, rows * row * Float32Array.BYTES_PER_ELEMENT, gl.STREAM_DRAW);
  values = texture(values, 0, gl.R32F, row, rows);
}

function fill(program, target, ...size) {
  gl.bindFramebuffer(gl.FRAMEBUFFER, target);
  gl.viewport(0, 0, ...size);
  gl.useProgram(program);
}

function draw(numbers) {
  make_room(numbers.length);
  gl.bufferSubData(gl.PIXEL_UNPACK_BUFFER, 0, numbers);
  gl.activeTexture(gl.TEXTURE0);
  gl.texSubImage2D(gl.TEXTURE_2D, 0, 0, 0, row, Math.ceil(many / row), gl.RED, gl.FLOAT, 0);

  fill(reduce.made, framebuffer, width, 1);
  gl.uniform1i(places.values, 0);
  gl.uniform2i(places.many, many, width);
  gl.drawArrays(gl.TRIANGLES, 0, 3);

  fill(show.made, null, width, height);
  gl.uniform1i(places.columns, 1);
  gl.uniform1f(places.height, height);
  gl.uniform3f(places.ink, ...getComputedStyle(canvas).color.match(/\d+/g).slice(0, 3).map((part) => part / 255));
  gl.drawArrays(gl.TRIANGLES, 0, 3);
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
