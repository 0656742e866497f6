// The bodies with which LM Studio refuses, word for word where the words are known. Pure.

/** The plain form: validation, the engine, an unknown path. */
export const stringError = (message: string): string => JSON.stringify({ error: message })

export const objectError = (message: string, type: string, param: string, code: string | null): string =>
  JSON.stringify({ error: { message, type, param, code } })

/** Comes with a status of 200. */
export const unexpectedEndpoint = (method: string, path: string): string => stringError(`Unexpected endpoint or method. (${method} ${path})`)

export const NO_TOKEN = JSON.stringify({
  error: {
    type: 'invalid_request',
    code: 'invalid_api_key',
    message:
      "An LM Studio API token is required to make requests to this server, but none was provided using the Authorization header using the 'Bearer' scheme (i.e., 'Authorization: Bearer $LM_API_TOKEN'). Learn more at: https://lmstudio.ai/docs/developer/core/authentication.",
  },
})
/** What a wrong token is told is not known; this has the shape of the case above. */
export const WRONG_TOKEN = JSON.stringify({
  error: { type: 'invalid_request', code: 'invalid_api_key', message: 'The LM Studio API token that was provided is not valid.' },
})

export const modelNotFound = (asked: string, known: readonly string[]): string =>
  objectError(
    `Invalid model identifier "${asked}". Please specify a valid downloaded model (e.g., ${known.join(', ')}).`,
    'invalid_request_error',
    'model',
    'model_not_found',
  )

export const NO_MODELS_LOADED = "No models loaded. Please load a model in the developer page or use the 'lms load' command."

export const OVERFLOW = 'Engine protocol predict stream returned an error: {"code":500,"message":"Context size has been exceeded.","type":"server_error"}'
export const UNLOADED = 'Model is unloaded.'
export const CRASHED = 'The model has crashed without additional information. (Exit code: null)'
