export const centre: [number, number] = [0, 0];
