// The demo's code: one request to a model server, in the languages in which people write such things.

interface Sample {
  readonly language: string
  readonly named: RegExp
  readonly tag: string
  readonly about: string
  readonly code: string
}

const SAMPLES: readonly Sample[] = [
  {
    language: 'Bash',
    named: /\b(?:bash|shell|curl)\b/,
    tag: 'bash',
    about: 'The names of all models that the server has, one a line:',
    code: `base="\${LLM_BASE_URL:-http://localhost:1234/v1}"
curl --silent --fail "$base/models" | jq --raw-output '.data[].id'`,
  },
  {
    language: 'Python',
    named: /\bpython\b/,
    tag: 'python',
    about: 'The same with the standard library alone:',
    code: `import json
import os
from urllib.request import urlopen

base = os.environ.get("LLM_BASE_URL", "http://localhost:1234/v1")

with urlopen(f"{base}/models", timeout=5) as answer:
    for model in json.load(answer)["data"]:
        print(model["id"])`,
  },
  {
    language: 'TypeScript',
    named: /\b(?:typescript|javascript|ts|js)\b/,
    tag: 'typescript',
    about: 'With a check of what came back, since a status of 200 proves little:',
    code: `const base = process.env['LLM_BASE_URL'] ?? 'http://localhost:1234/v1'

const answer = await fetch(\`\${base}/models\`, { signal: AbortSignal.timeout(5_000) })
const list: unknown = await answer.json()

if (typeof list === 'object' && list !== null && 'data' in list && Array.isArray(list.data)) {
  for (const model of list.data) console.log(model.id)
} else {
  console.error('This address answers, but not with a list of models.')
}`,
  },
  {
    language: 'Go',
    named: /\b(?:golang|go)\b/,
    tag: 'go',
    about: 'Errors are looked at where they happen:',
    code: `package main

import (
	"encoding/json"
	"fmt"
	"log"
	"net/http"
	"time"
)

func main() {
	client := http.Client{Timeout: 5 * time.Second}
	answer, err := client.Get("http://localhost:1234/v1/models")
	if err != nil {
		log.Fatal(err)
	}
	defer answer.Body.Close()

	var list struct {
		Data []struct {
			ID string \`json:"id"\`
		}
	}
	if err := json.NewDecoder(answer.Body).Decode(&list); err != nil {
		log.Fatal(err)
	}
	for _, model := range list.Data {
		fmt.Println(model.ID)
	}
}`,
  },
  {
    language: 'SQL',
    named: /\bsql(?:ite)?\b/,
    tag: 'sql',
    about: 'And a question to a table of answers, for who keeps one:',
    code: `SELECT model,
       count(*)                               AS answers,
       round(avg(tokens * 1000.0 / total_ms)) AS tokens_per_second
FROM answers
WHERE outcome = 'done'
GROUP BY model
ORDER BY answers DESC;`,
  },
]

/** Names of languages; a message that asks for one gets that one alone. */
export const LANGUAGE = /\b(?:bash|shell|python|typescript|javascript|golang|sql)\b/

/** The message is in lower case. */
export function codeAnswer(message: string): string {
  const named = SAMPLES.filter((sample) => sample.named.test(message))
  const shown = named.length === 0 ? SAMPLES : named
  const parts = shown.map(({ language, about, tag, code }) => `## ${language}\n\n${about}\n\n\`\`\`${tag}\n${code}\n\`\`\``)
  return [
    'This is prepared code of the demo: I show how code looks here, but I cannot write any for you. Each block has Copy and Wrap. The programs are real and list the models of your own server.',
    ...parts,
  ].join('\n\n')
}
