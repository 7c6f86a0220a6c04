// The service worker of this site: registered once the page is done, so that it costs a first visit nothing.

export function keepWorker() {
  if (!("serviceWorker" in navigator) || navigator.connection?.saveData) return;
  const register = () => navigator.serviceWorker.register("/sw.js", { updateViaCache: "none" }).catch(() => {});
  if (document.readyState === "complete") register();
  else addEventListener("load", register, { once: true });
}
