// What bonito_add_module makes of files that a module imports: a picture's address, and nothing of a style sheet.
declare module "*.png" {
  const url: string;
  export default url;
}
declare module "*.css";
