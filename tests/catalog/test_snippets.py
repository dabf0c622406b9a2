"""Every snippet is run as it is shown, against a server on loopback that answers in OpenRouter's shape."""

import base64
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from catalog.snippets import OPENROUTER, Snippet, snippets
from tests.node import NODE

KEY = "sk-or-of-the-test"
MODEL = "maker/model-1.5:free"
LANGUAGES = ("curl", "python", "typescript")
# Bytes that no text codec leaves alone.
PIXELS, SOUND, FRAMES = b"\x89PNG\x00\xff\n", b"RIFF\x00\xfe\n", b"\x00ftyp\xff\r\n"


@dataclass
class Upstream:
    """What was asked of the server, and what the key must be."""

    base_url: str
    asked: list[tuple[str, str, dict | None]] = field(default_factory=list)
    keys: set[str] = field(default_factory=set)
    states: Iterator[str] = field(default_factory=lambda: iter(("in_progress", "completed")))

    def answer(self, method: str, path: str) -> tuple[str, bytes]:
        if path == "/api/v1/audio/speech":
            return "audio/pcm", SOUND
        if path == "/api/v1/videos/job-7/content":
            return "video/mp4", FRAMES
        return "application/json", json.dumps(self.json_answer(method, path)).encode()

    def json_answer(self, method: str, path: str) -> dict:
        body = self.asked[-1][2] or {}
        job = {"id": "job-7", "polling_url": "/api/v1/videos/job-7"}
        message: dict = {"role": "assistant", "content": "Two bulges."}
        if "modalities" in body:
            url = "data:image/png;base64," + base64.b64encode(PIXELS).decode()
            message["images"] = [{"type": "image_url", "image_url": {"url": url}}]
        chat = {"id": "gen-1", "choices": [{"index": 0, "finish_reason": "stop", "message": message}]}
        found = {"index": 2, "relevance_score": 0.75, "document": {"text": "Boats wait for high water."}}
        answers: dict[tuple[str, str], dict] = {
            ("POST", "/api/v1/chat/completions"): chat,
            ("POST", "/api/v1/embeddings"): {"data": [{"index": 0, "embedding": [0.25, -0.5]}], "model": MODEL},
            ("POST", "/api/v1/rerank"): {"model": MODEL, "results": [found]},
            ("POST", "/api/v1/audio/transcriptions"): {"text": "High water at six.", "usage": {"cost": 0.1}},
            ("POST", "/api/v1/videos"): {**job, "status": "pending"},
            ("GET", "/api/v1/videos/job-7"): {**job, "status": next(self.states) if method == "GET" else ""},
        }
        return answers[method, path]


class Handler(BaseHTTPRequestHandler):
    upstream: Upstream

    def do_GET(self) -> None:
        sent = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self.upstream.asked.append((self.command, self.path, json.loads(sent) if sent else None))
        self.upstream.keys.add(self.headers.get("Authorization", ""))
        kind, body = self.upstream.answer(self.command, self.path)
        self.send_response(202 if self.path == "/api/v1/videos" else 200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_POST = do_GET

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture
def upstream() -> Iterator[Upstream]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    known = Upstream(f"http://127.0.0.1:{server.server_port}/api/v1")
    server.RequestHandlerClass = type("Known", (Handler,), {"upstream": known})
    Thread(target=server.serve_forever, daemon=True).start()
    yield known
    server.shutdown()
    server.server_close()


def code_for(language: str, upstream: Upstream, **model: list[str]) -> Snippet:
    found = snippets(MODEL, **{"inputs": [], **model}, base_url=upstream.base_url, poll_seconds=0)
    return next(snippet for snippet in found if snippet.slug == language)


def run(snippet: Snippet, folder: Path) -> str:
    """What the snippet prints, run in `folder` by the language's own interpreter."""
    if snippet.slug == "curl":
        assert shutil.which("curl"), "curl is not installed: `make test` installs it, or `apt-get install curl`"
        command = ["sh", "-c", snippet.code]
    elif snippet.slug == "python":
        (folder / "first_call.py").write_text(snippet.code)
        command = [sys.executable, "first_call.py"]
    else:
        (folder / "first_call.mts").write_text(snippet.code)
        command = [NODE, "--disable-warning=ExperimentalWarning", "first_call.mts"]
    environment = {"PATH": os.environ["PATH"], "OPENROUTER_API_KEY": KEY, "HOME": str(folder), "NO_PROXY": "127.0.0.1"}
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def assert_asked(upstream: Upstream, *asked: tuple[str, str]) -> dict:
    """The requests made, all with the key; returns the body of the first."""
    assert [(method, path) for method, path, _ in upstream.asked] == [
        (method, f"/api/v1{path}") for method, path in asked
    ]
    assert upstream.keys == {f"Bearer {KEY}"}
    body = upstream.asked[0][2]
    assert body is not None
    assert body["model"] == MODEL
    return body


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_asks_a_text_model(language: str, upstream: Upstream, tmp_path: Path) -> None:
    printed = run(code_for(language, upstream, outputs=["text"], inputs=["text", "image"]), tmp_path)
    body = assert_asked(upstream, ("POST", "/chat/completions"))
    assert set(body) == {"model", "messages"}
    assert [message["role"] for message in body["messages"]] == ["user"]
    assert "Two bulges." in printed


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("outputs", "modalities"), [(["text", "image"], ["image", "text"]), (["image"], ["image"])], ids=["both", "only"]
)
def test_it_saves_the_picture_of_an_image_model(
    language: str, outputs: list[str], modalities: list[str], upstream: Upstream, tmp_path: Path
) -> None:
    run(code_for(language, upstream, outputs=outputs), tmp_path)
    body = assert_asked(upstream, ("POST", "/chat/completions"))
    assert body["modalities"] == modalities
    assert (tmp_path / "picture.png").read_bytes() == PIXELS


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_prints_an_embedding(language: str, upstream: Upstream, tmp_path: Path) -> None:
    printed = run(code_for(language, upstream, outputs=["embeddings"]), tmp_path)
    body = assert_asked(upstream, ("POST", "/embeddings"))
    assert isinstance(body["input"], str)
    assert "0.25" in printed
    assert "-0.5" in printed


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_prints_what_a_rerank_model_found(language: str, upstream: Upstream, tmp_path: Path) -> None:
    printed = run(code_for(language, upstream, outputs=["rerank"]), tmp_path)
    body = assert_asked(upstream, ("POST", "/rerank"))
    assert body["query"]
    assert body["documents"][2] == "Boats wait for high water."
    assert "0.75" in printed
    assert "Boats wait for high water." in printed


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_saves_speech_in_a_voice_of_the_model(language: str, upstream: Upstream, tmp_path: Path) -> None:
    run(code_for(language, upstream, outputs=["speech"], voices=["en-GB-Ada:Voice-2", "bo"]), tmp_path)
    body = assert_asked(upstream, ("POST", "/audio/speech"))
    assert (body["voice"], body["response_format"]) == ("en-GB-Ada:Voice-2", "pcm")
    assert (tmp_path / "speech.pcm").read_bytes() == SOUND


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_transcribes_a_recording_larger_than_an_argument(language: str, upstream: Upstream, tmp_path: Path) -> None:
    recording = SOUND * 50_000
    (tmp_path / "speech.wav").write_bytes(recording)
    printed = run(code_for(language, upstream, outputs=["transcription"], inputs=["audio"]), tmp_path)
    body = assert_asked(upstream, ("POST", "/audio/transcriptions"))
    assert body["input_audio"]["format"] == "wav"
    assert base64.b64decode(body["input_audio"]["data"]) == recording
    assert "High water at six." in printed


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_waits_for_a_video_and_saves_it(language: str, upstream: Upstream, tmp_path: Path) -> None:
    printed = run(code_for(language, upstream, outputs=["video"]), tmp_path)
    poll = ("GET", "/videos/job-7")
    body = assert_asked(upstream, ("POST", "/videos"), poll, poll, ("GET", "/videos/job-7/content"))
    assert body["prompt"]
    assert "completed" in printed
    assert (tmp_path / "video.mp4").read_bytes() == FRAMES


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_stops_waiting_for_a_video_that_failed(language: str, upstream: Upstream, tmp_path: Path) -> None:
    upstream.states = iter(("failed",))
    assert "failed" in run(code_for(language, upstream, outputs=["video"]), tmp_path)
    assert not (tmp_path / "video.mp4").exists()


def test_it_shows_the_real_address_by_default() -> None:
    found = snippets(MODEL, outputs=["text"], inputs=["text"])
    assert [snippet.language for snippet in found] == ["curl", "Python", "TypeScript"]
    for snippet in found:
        assert OPENROUTER in snippet.code
        assert MODEL in snippet.code
        assert "OPENROUTER_API_KEY" in snippet.code
        assert "@" not in snippet.code


@pytest.mark.parametrize(
    ("outputs", "inputs"),
    [
        (["audio", "text"], ["text"]),
        (["speech"], ["text"]),
        (["image"], ["image"]),
        (["transcription"], ["text"]),
        (["holograms"], ["text"]),
        ([], []),
    ],
)
def test_it_gives_no_code_where_the_call_is_not_sure(outputs: list[str], inputs: list[str]) -> None:
    assert snippets(MODEL, outputs=outputs, inputs=inputs) == ()


def test_it_leaves_out_a_voice_that_is_no_name() -> None:
    assert snippets(MODEL, outputs=["speech"], inputs=["text"], voices=["x'; reboot #"]) == ()


@pytest.mark.parametrize(
    "model_id", ["", "a/b c", "a/b'", 'a/b"', "a/b\n", "a/$(id)", "a/`id`", "a\\b", "a/é", "<a>", "a/@URL@"]
)
def test_it_refuses_a_model_id_that_could_be_code(model_id: str) -> None:
    with pytest.raises(ValueError, match="not a model id"):
        snippets(model_id, outputs=["text"], inputs=["text"])


@pytest.mark.parametrize("base_url", ["", "ftp://host/v1", "https://host/'; reboot", "https://host/v1\n"])
def test_it_refuses_a_base_url_that_could_be_code(base_url: str) -> None:
    with pytest.raises(ValueError, match="not a base URL"):
        snippets(MODEL, outputs=["text"], inputs=["text"], base_url=base_url)
