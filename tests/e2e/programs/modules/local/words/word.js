// These two import each other.
import { name } from "../app.js";

export const word = () => `${name ?? "nobody"} and ${[..."/'\"`"].length}`;
