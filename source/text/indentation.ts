/** How deep JSON of an image is indented at most: each level further in would make a hostile document larger by all of its lines. */
export const deepestIndent = 32;
