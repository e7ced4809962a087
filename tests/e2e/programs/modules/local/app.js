import { word } from "./words/word.js";
import { greet } from "greeter";

export const name = "app";
document.querySelector("#local").textContent = greet(word());
Bonito.observable("seen").notify(`${greet("program")} of ${Bonito.status !== undefined}`);
