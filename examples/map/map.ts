import { CRS, icon, map as leaflet, marker, tileLayer, type LatLngTuple } from "leaflet";
import picture from "leaflet/dist/images/marker-icon.png";
import "leaflet/dist/leaflet.css";

export function map(element: HTMLElement, boat: Bonito.Observable<LatLngTuple>, aim: Bonito.Observable<LatLngTuple>) {
  const shown = leaflet(element, { crs: CRS.Simple, maxZoom: 5 }).setView([-128, 128], 1);
  tileLayer("tiles/{z}/{x}/{y}", { bounds: [[-256, 0], [0, 256]] }).addTo(shown);
  const look = icon({ iconUrl: picture, iconSize: [25, 41], iconAnchor: [12, 41] }); // Leaflet's own is not found
  const pin = marker(boat.value ?? [0, 0], { icon: look, alt: "The boat" }).addTo(shown);
  boat.on((place) => pin.setLatLng(place));
  shown.on("click", ({ latlng }) => aim.notify([latlng.lat, latlng.lng]));
}
