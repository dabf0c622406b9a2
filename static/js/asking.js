// How htmx may work here. It reads this once the page is there, and this file has run by then.
if (window.htmx) {
  Object.assign(window.htmx.config, {
    allowEval: false,
    allowScriptTags: false,
    includeIndicatorStyles: false,
    selfRequestsOnly: true,
    historyCacheSize: 0,
    refreshOnHistoryMiss: true,
    timeout: 15000,
  });
}
