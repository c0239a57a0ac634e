import { render } from "preact";
import "./console.css";
import { listen as listenForKeys } from "./app/keys.ts";
import { listen as listenToAddress } from "./app/router.ts";
import { resume } from "./app/session.ts";
import { readAhead } from "./runs/lazy.ts";
import { App } from "./app/shell.tsx";
import { show } from "./app/theme.ts";

show();
listenToAddress();
listenForKeys();
void resume();
readAhead();
const place = document.getElementById("app");
if (place) render(<App />, place);
