// @ts-check
/** The page's own server: JSON in, JSON out, and two ways to fail. */

/** The server answered that something is wrong: what, where (skill, store, model, page), and what helps. */
export class Refused extends Error {
  /**
   * @param {string} message
   * @param {number} status
   * @param {string} where
   * @param {string} hint
   */
  constructor(message, status, where, hint) {
    super(message);
    this.status = status;
    this.where = where;
    this.hint = hint;
  }
}

/** Nobody answered: the simulator was stopped, or is not up yet. */
export class Unreachable extends Error {}

/** @param {string} path */
export const get = (path) => ask("GET", path);
/** @param {string} path @param {object} body */
export const post = (path, body) => ask("POST", path, body);
/** @param {string} path @param {object} body */
export const put = (path, body) => ask("PUT", path, body);
/** @param {string} path @param {object} body */
export const patch = (path, body) => ask("PATCH", path, body);

/**
 * @param {string} path
 * @returns {Promise<string>} the text of an answer that is no JSON
 */
export async function getText(path) {
  const response = await send(path, {});
  if (!response.ok) throw refusal(response, await parsed(response));
  return response.text();
}

/**
 * @param {string} method
 * @param {string} path below /api
 * @param {object} [body]
 */
async function ask(method, path, body) {
  const headers = body ? { "Content-Type": "application/json" } : undefined;
  const response = await send(path, { method, headers, body: body && JSON.stringify(body) });
  const answer = await parsed(response);
  if (!response.ok || answer === undefined) throw refusal(response, answer);
  return answer;
}

/** @param {string} path @param {RequestInit} options */
async function send(path, options) {
  try {
    return await fetch(`/api${path}`, { ...options, cache: "no-store" });
  } catch (error) {
    throw new Unreachable(String(error));
  }
}

/** @param {Response} response */
async function parsed(response) {
  try {
    return await response.json();
  } catch {
    return undefined;
  }
}

/** @param {Response} response @param {any} answer */
function refusal(response, answer) {
  const error = answer?.error ?? {};
  const message = error.message ?? `The page's server answered ${response.status} without saying why.`;
  return new Refused(message, response.status, error.where ?? "page", error.hint ?? "");
}
