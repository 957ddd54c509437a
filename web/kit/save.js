// @ts-check

/**
 * Gives a text to the browser to keep as a file; nothing leaves this computer.
 * @param {string} text @param {string} name @param {string} type
 */
export function save(text, name, type) {
  const url = URL.createObjectURL(new Blob([text], {type: `${type};charset=utf-8`}));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
