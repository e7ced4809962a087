globalThis.times = (globalThis.times ?? 0) + 1;
document.body.dataset.times = times;
