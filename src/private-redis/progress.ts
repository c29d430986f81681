/** How the search for a Redis tells the user what it is doing. */

/** Takes one line for the terminal. */
export type Progress = (message: string) => void;
