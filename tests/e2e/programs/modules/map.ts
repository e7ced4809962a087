// A map of npm's leaflet, its style sheet and its pictures; no tile is fetched.
import { map, marker, icon, CRS } from "leaflet";
import "leaflet/dist/leaflet.css";
import picture from "leaflet/dist/images/marker-icon.png";
import { centre } from "./centre.ts";

const shown = map("map", { crs: CRS.Simple, center: centre, zoom: 1 });
marker(centre, { icon: icon({ iconUrl: picture, iconSize: [25, 41] }) }).addTo(shown);
