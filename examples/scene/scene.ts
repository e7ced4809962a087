import * as three from "three";
import { OrbitControls } from "three/examples/jsm/controls/OrbitControls.js";

export function scene(canvas: HTMLCanvasElement, points: Bonito.Observable<Float32Array>, side: number) {
  const renderer = new three.WebGLRenderer({ canvas, alpha: true, antialias: true });
  const camera = new three.PerspectiveCamera(45);
  camera.position.set(0, 2.2, 4);
  new OrbitControls(camera, canvas); // looks at the middle
  const surface = new three.PlaneGeometry(1, 1, side - 1, side - 1); // its triangles; the points are the program's
  const look = new three.MeshStandardMaterial({ color: "#2b8ad5", roughness: 0.4, side: three.DoubleSide });
  const world = new three.Scene().add(new three.Mesh(surface, look));
  world.add(new three.HemisphereLight("#ffffff", "#335577", 1.5), new three.DirectionalLight("#ffffff", 2));
  const position = surface.getAttribute("position") as three.BufferAttribute;
  new ResizeObserver(() => {
    renderer.setSize(canvas.clientWidth, canvas.clientHeight, false);
    camera.aspect = canvas.clientWidth / canvas.clientHeight;
    camera.updateProjectionMatrix();
  }).observe(canvas);
  renderer.setAnimationLoop(() => {
    position.array = points.value ?? position.array;
    position.needsUpdate = true;
    surface.computeVertexNormals();
    renderer.render(world, camera);
  });
}
