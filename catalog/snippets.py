"""Ready code for a first call of a model through OpenRouter, in the form that fits what the model puts out.

A model whose call is not documented closely enough gets no snippet rather than a guess: audio out of a chat (it has
to be streamed), speech without a known voice.
"""

import json
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

OPENROUTER = "https://openrouter.ai/api/v1"
POLL_SECONDS = 15

_MODEL_ID = re.compile(r"[A-Za-z0-9._/:~-]+")
_VOICE = re.compile(r"[A-Za-z0-9._: -]+")
_BASE_URL = re.compile(r"https?://[A-Za-z0-9.:/_-]+")


@dataclass(frozen=True, slots=True)
class Snippet:
    """Code to paste: `language` as shown, `slug` for an id or a class name."""

    language: str
    slug: str
    code: str


@dataclass(frozen=True, slots=True)
class _Call:
    """One kind of call: the path under the API's base, the JSON to send, and the code around it."""

    path: str
    body: dict[str, object]
    curl: str
    python: str
    typescript: str


def snippets(
    model_id: str,
    *,
    outputs: Collection[str],
    inputs: Collection[str],
    voices: Sequence[str] = (),
    base_url: str = OPENROUTER,
    poll_seconds: int = POLL_SECONDS,
) -> tuple[Snippet, ...]:
    """curl, Python and TypeScript for a model that reads `inputs` and writes `outputs`; empty where none is sure.

    Modalities are OpenRouter's words; empty `inputs` mean unknown. `voices` are those the model offers, and a speech
    model needs one. The key comes from the environment, as OPENROUTER_API_KEY. Raises ValueError for a model id or
    base URL with characters that do not belong in one: both stand in code that people run.
    """
    if not _MODEL_ID.fullmatch(model_id):
        raise ValueError(f"not a model id: {model_id!r}")
    if not _BASE_URL.fullmatch(base_url):
        raise ValueError(f"not a base URL: {base_url!r}")
    call = _call_for(set(outputs), set(inputs), [voice for voice in voices if _VOICE.fullmatch(voice)])
    if call is None:
        return ()
    words = {
        "@URL@": base_url.rstrip("/") + call.path,
        "@BASE@": base_url.rstrip("/"),
        "@PATH@": call.path,
        "@MODEL@": model_id,
        "@SECONDS@": str(poll_seconds),
    }
    body = {"model": model_id, **call.body}
    return (
        Snippet("curl", "curl", _filled(call.curl, words, _literal(body, "    "))),
        Snippet("Python", "python", _filled(call.python, words, _literal(body, "    ", close=""))),
        Snippet("TypeScript", "typescript", _filled(call.typescript, words, _literal(body, "    "))),
    )


def _call_for(outputs: set[str], inputs: set[str], voices: list[str]) -> _Call | None:
    modality = next((one for one in _DECIDING if one in outputs), "")
    if inputs and _READ_BY.get(modality, "text") not in inputs:
        return None
    if modality == "image":
        return _image_call(with_text="text" in outputs)
    if modality == "speech":
        return _speech_call(voices[0]) if voices else None
    return _FIXED_CALLS.get(modality)


def _image_call(*, with_text: bool) -> _Call:
    body: dict[str, object] = {
        "modalities": ["image", "text"] if with_text else ["image"],
        "messages": [{"role": "user", "content": "Draw a lighthouse at dusk as a woodcut."}],
    }
    return _Call("/chat/completions", body, _IMAGE_CURL, _IMAGE_PYTHON, _IMAGE_TYPESCRIPT)


def _speech_call(voice: str) -> _Call:
    body: dict[str, object] = {
        "input": "High water at six, low water at noon.",
        "voice": voice,
        "response_format": "pcm",
    }
    return _Call("/audio/speech", body, _SPEECH_CURL, _SPEECH_PYTHON, _SPEECH_TYPESCRIPT)


def _filled(template: str, words: dict[str, str], body: str) -> str:
    for word, value in {**words, "@BODY@": body}.items():
        template = template.replace(word, value)
    return template.strip("\n") + "\n"


def _literal(body: dict[str, object], indent: str, close: str = "  ") -> str:
    """JSON of strings, lists and objects reads the same in a shell's quotes, in Python and in TypeScript."""
    rows = ",\n".join(f"{indent}{json.dumps(key)}: {json.dumps(value)}" for key, value in body.items())
    return f"{{\n{rows}\n{close}}}"


# What a model puts out decides its call, the first of these that it has.
_DECIDING = ("image", "video", "embeddings", "rerank", "speech", "transcription", "audio", "text")
_READ_BY = {"transcription": "audio"}

_CURL = """
curl @URL@ \\
  -H "Authorization: Bearer $OPENROUTER_API_KEY" \\
  -H "Content-Type: application/json" \\
  -d '@BODY@'
"""

_CURL_TO_FILE = _CURL.replace("curl ", "curl --fail ", 1)

_PYTHON_CLIENT = """
from openai import OpenAI

client = OpenAI(base_url="@BASE@", api_key=os.environ["OPENROUTER_API_KEY"])
"""

_TYPESCRIPT_POST = """
const response = await fetch("@URL@", {
  method: "POST",
  headers: {
    Authorization: `Bearer ${process.env.OPENROUTER_API_KEY}`,
    "Content-Type": "application/json",
  },
  body: JSON.stringify(@BODY@),
});
if (!response.ok) throw new Error(await response.text());
"""

_TYPESCRIPT_ANSWER = _TYPESCRIPT_POST + "const answer: any = await response.json();\n"

_CHAT_PYTHON = f"""
import os
{_PYTHON_CLIENT}
request = @BODY@
answer = client.chat.completions.create(**request)
print(answer.choices[0].message.content)
"""

_CHAT_TYPESCRIPT = f"""{_TYPESCRIPT_ANSWER}
console.log(answer.choices[0].message.content);
"""

_IMAGE_CURL = f"""{_CURL.rstrip()} |
  grep -o 'data:image/[^"]*' | head -n 1 | cut -d , -f 2 | base64 --decode > picture.png
"""

_IMAGE_PYTHON = f"""
import base64
import os
{_PYTHON_CLIENT}
request = @BODY@
answer = client.chat.completions.create(**request)
data_url = answer.choices[0].message.images[0]["image_url"]["url"]
with open("picture.png", "wb") as picture:
    picture.write(base64.b64decode(data_url.split(",")[1]))
"""

_IMAGE_TYPESCRIPT = f"""
import {{ writeFile }} from "node:fs/promises";
{_TYPESCRIPT_ANSWER}
const dataUrl: string = answer.choices[0].message.images[0].image_url.url;
await writeFile("picture.png", Buffer.from(dataUrl.split(",")[1], "base64"));
"""

_EMBEDDINGS_PYTHON = f"""
import os
{_PYTHON_CLIENT}
request = @BODY@
answer = client.embeddings.create(**request)
print(answer.data[0].embedding)
"""

_EMBEDDINGS_TYPESCRIPT = f"""{_TYPESCRIPT_ANSWER}
console.log(answer.data[0].embedding);
"""

# The openai client has no method for a rerank; its post() sends any path, with the same key and retries.
_RERANK_PYTHON = f"""
import os
{_PYTHON_CLIENT}
request = @BODY@
answer = client.post("@PATH@", body=request, cast_to=object)
for result in answer["results"]:
    print(result["relevance_score"], request["documents"][result["index"]])
"""

_RERANK_TYPESCRIPT = f"""{_TYPESCRIPT_ANSWER}
for (const result of answer.results) {{
  console.log(result.relevance_score, result.document.text);
}}
"""

_SPEECH_CURL = f"""{_CURL_TO_FILE.rstrip()} \\
  --output speech.pcm
"""

_SPEECH_PYTHON = f"""
import os
{_PYTHON_CLIENT}
request = @BODY@
client.audio.speech.create(**request).write_to_file("speech.pcm")
"""

_SPEECH_TYPESCRIPT = f"""
import {{ writeFile }} from "node:fs/promises";
{_TYPESCRIPT_POST}
await writeFile("speech.pcm", Buffer.from(await response.arrayBuffer()));
"""

# The recording goes through a pipe: an argument of its size would be over the system's limit.
_TRANSCRIPTION_CURL = """
printf '{"model": "@MODEL@", "input_audio": {"format": "wav", "data": "%s"}}' \\
  "$(base64 < speech.wav | tr -d '\\n')" |
curl @URL@ \\
  -H "Authorization: Bearer $OPENROUTER_API_KEY" \\
  -H "Content-Type: application/json" \\
  -d @-
"""

# OpenRouter takes the recording as base64 in JSON, not as the form that the client's own method would send.
_TRANSCRIPTION_PYTHON = f"""
import base64
import os
{_PYTHON_CLIENT}
with open("speech.wav", "rb") as recording:
    data = base64.b64encode(recording.read()).decode()
request = {{"model": "@MODEL@", "input_audio": {{"format": "wav", "data": data}}}}
answer = client.post("@PATH@", body=request, cast_to=object)
print(answer["text"])
"""

_TRANSCRIPTION_TYPESCRIPT = f"""
import {{ readFile }} from "node:fs/promises";

const data = (await readFile("speech.wav")).toString("base64");
{_TYPESCRIPT_ANSWER.replace("@BODY@", '{ model: "@MODEL@", input_audio: { format: "wav", data } }')}
console.log(answer.text);
"""

_VIDEO_CURL = """
key="Authorization: Bearer $OPENROUTER_API_KEY"
field() { grep -o "\\"$1\\": *\\"[^\\"]*\\"" | head -n 1 | cut -d '"' -f 4; }

job=$(curl -sS @URL@ -H "$key" \\
  -H "Content-Type: application/json" \\
  -d '@BODY@' | field id)
state=pending
while [ "$state" = pending ] || [ "$state" = in_progress ]; do
  sleep @SECONDS@
  state=$(curl -sS "@URL@/$job" -H "$key" | field status)
done
echo "The video is $state"
if [ "$state" = completed ]; then
  curl --fail -sS "@URL@/$job/content" -H "$key" --output video.mp4
fi
"""

_VIDEO_PYTHON = f"""
import os
import time
{_PYTHON_CLIENT}
request = @BODY@
job = client.post("@PATH@", body=request, cast_to=object)
while job["status"] in ("pending", "in_progress"):
    time.sleep(@SECONDS@)
    job = client.get(f"@PATH@/{{job['id']}}", cast_to=object)
print("The video is", job["status"])
if job["status"] == "completed":
    client.videos.download_content(job["id"]).write_to_file("video.mp4")
"""

_VIDEO_TYPESCRIPT = f"""
import {{ writeFile }} from "node:fs/promises";
import {{ setTimeout }} from "node:timers/promises";
{_TYPESCRIPT_POST}
const headers = {{ Authorization: `Bearer ${{process.env.OPENROUTER_API_KEY}}` }};
let job: any = await response.json();
while (job.status === "pending" || job.status === "in_progress") {{
  await setTimeout(@SECONDS@ * 1000);
  job = await (await fetch(`@URL@/${{job.id}}`, {{ headers }})).json();
}}
console.log("The video is", job.status);
if (job.status === "completed") {{
  const content = await fetch(`@URL@/${{job.id}}/content`, {{ headers }});
  await writeFile("video.mp4", Buffer.from(await content.arrayBuffer()));
}}
"""

_FIXED_CALLS = {
    "text": _Call(
        "/chat/completions",
        {"messages": [{"role": "user", "content": "Why are there two high tides a day?"}]},
        _CURL,
        _CHAT_PYTHON,
        _CHAT_TYPESCRIPT,
    ),
    "embeddings": _Call(
        "/embeddings",
        # The format is named because the openai client asks for base64 when it is not.
        {"input": "A harbour with six boats", "encoding_format": "float"},
        _CURL,
        _EMBEDDINGS_PYTHON,
        _EMBEDDINGS_TYPESCRIPT,
    ),
    "rerank": _Call(
        "/rerank",
        {
            "query": "When does the boat sail?",
            "documents": ["The ferry leaves at nine.", "Bread is baked on Mondays.", "Boats wait for high water."],
        },
        _CURL,
        _RERANK_PYTHON,
        _RERANK_TYPESCRIPT,
    ),
    "transcription": _Call(
        "/audio/transcriptions", {}, _TRANSCRIPTION_CURL, _TRANSCRIPTION_PYTHON, _TRANSCRIPTION_TYPESCRIPT
    ),
    "video": _Call(
        "/videos",
        {"prompt": "Waves break against a harbour wall, seen from above."},
        _VIDEO_CURL,
        _VIDEO_PYTHON,
        _VIDEO_TYPESCRIPT,
    ),
}
