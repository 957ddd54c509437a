// @ts-check

/**
 * An id of an element, made of names that may hold anything: without blanks, which would make two ids
 * of it wherever one element refers to another.
 * @param {...string} names
 */
export function idOf(...names) {
  return names.join('-').replace(/\s+/g, '_');
}
