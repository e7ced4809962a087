import { greet } from "greeter";

document.querySelector("#local").textContent = greet("folder");
