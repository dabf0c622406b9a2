// The one script that pages load for what htmx does not do. Nothing here is needed for a page to work. Each line stands
// for a file; what is collected for serving holds them all (config/static_storage.py).
import "./asking.js";
import "./menus.js";
import "./answers.js";
import "./contents.js";
import "./figures.js";
import "./tray.js";
import "./faults.js";
import "./numbers.js";
