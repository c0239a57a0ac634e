// Style sheets are bundled by esbuild; a script gets nothing of them.
declare module "*.css";
