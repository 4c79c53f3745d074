/** All script until the home page is shown, by gzip. React takes 67 kB of it; the addresses and rights of all other pages are in it. */
export const MAX_HOME_SCRIPT_BYTES = 140_500;
