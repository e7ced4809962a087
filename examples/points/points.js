// Draws the newest numbers that have come, at most once for each frame of the screen. They are a view of the memory in
// which the network's message lies, and go to the graphics card from there.
const canvas = document.querySelector("canvas");
const output = document.querySelector("output");
const gl = canvas.getContext("webgl2", { antialias: false });

function shader(type, source) {
  const made = gl.createShader(type);
  gl.shaderSource(made, source);
  gl.compileShader(made);
  if (!gl.getShaderParameter(made, gl.COMPILE_STATUS)) throw new Error(gl.getShaderInfoLog(made));
  return made;
}
const program = gl.createProgram();
gl.attachShader(program, shader(gl.VERTEX_SHADER, `#version 300 es
  in float value;
  uniform float last;
  void main() {
    gl_Position = vec4(float(gl_VertexID) / last * 2.0 - 1.0, value, 0.0, 1.0);
    gl_PointSize = 1.0;
  }`));
gl.attachShader(program, shader(gl.FRAGMENT_SHADER, `#version 300 es
  precision mediump float;
  uniform vec3 ink;
  out vec4 color;
  void main() { color = vec4(ink, 1.0); }`));
gl.linkProgram(program);
gl.useProgram(program);
const value = gl.getAttribLocation(program, "value");
const ink_place = gl.getUniformLocation(program, "ink");
const last_place = gl.getUniformLocation(program, "last");
gl.bindBuffer(gl.ARRAY_BUFFER, gl.createBuffer());
gl.enableVertexAttribArray(value);
gl.vertexAttribPointer(value, 1, gl.FLOAT, false, 0, 0);

let room = 0; // bytes in the buffer
let drawn = 0;
let since = performance.now();

function draw(numbers) {
  const size = [Math.round(canvas.clientWidth * devicePixelRatio), Math.round(canvas.clientHeight * devicePixelRatio)];
  if (canvas.width !== size[0] || canvas.height !== size[1]) [canvas.width, canvas.height] = size;
  gl.viewport(0, 0, ...size);
  if (room !== numbers.byteLength) gl.bufferData(gl.ARRAY_BUFFER, (room = numbers.byteLength), gl.STREAM_DRAW);
  gl.bufferSubData(gl.ARRAY_BUFFER, 0, numbers);
  const ink = getComputedStyle(canvas).color.match(/\d+/g).map((part) => part / 255);
  gl.uniform3f(ink_place, ink[0], ink[1], ink[2]);
  gl.uniform1f(last_place, numbers.length - 1);
  gl.clear(gl.COLOR_BUFFER_BIT);
  gl.drawArrays(gl.POINTS, 0, numbers.length);
  const now = performance.now();
  drawn++;
  if (now - since < 1000) return;
  output.textContent = `${numbers.length.toLocaleString("en")} points, ${Math.round((drawn * 1000) / (now - since))} times a second`;
  drawn = 0;
  since = now;
}

let newest;
const points = Bonito.observable("points");
const take = (numbers) => {
  if (!newest) requestAnimationFrame(() => {
    draw(newest);
    newest = undefined;
  });
  newest = numbers;
};
points.on(take);
if (points.value) take(points.value);
